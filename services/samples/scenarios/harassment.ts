import type { Scenario } from '../scenario'

const TEENS = ['13_15', '16_17'] as const
const ANY = ['13_15', '16_17', 'adult', 'unknown'] as const

/** Insults, threats, pile-ons, exclusion. Invented and not graphic; slurs are masked. */
export const HARASSMENT: readonly Scenario[] = [
  {
    name: 'ranked-match rage',
    theme: 'harassment',
    kind: 'direct',
    reasons: ['harassment', 'abuse'],
    ages: { reporter: ANY, subject: ANY },
    notes: ['Just because I lost one round.', 'He found me after the match and keeps going.'],
    lines: `
      B: {you were on my team in {game} right|hey you. last match. {game}}
      A: {yeah gg|yes? gg|hi yes}
      B! gg?? {you cost us the match you absolute {muppet|clown|donkey}|we lost because of YOU}
      A: {it was my second ranked game|sorry i lagged|calm down its a game}
      B! {uninstall|do everyone a favour and uninstall}, you {useless|pathetic|braindead} {idiot|waste of a slot}
      ~A: wow ok
      B! everyone in the lobby was laughing at you
      A: {im muting you|leave me alone|ok}
      ~B! {mute me then, coward|that's right run away}
      B! i will report you every single match until you quit. {loser|trash}
      ~A@image/png
      A: {you need a hobby|this is so weird, stop}
      B! {you're nothing. nobody wants to play with you|worst player i ever saw and a worse person}`,
  },
  {
    name: 'class group pile-on',
    theme: 'harassment',
    kind: 'group',
    reasons: ['bullying', 'harassment'],
    ages: { reporter: TEENS, subject: TEENS },
    notes: ['They all do it every evening.', 'I showed my mum. Please make it stop.', ''],
    lines: `
      * {C} created the group "{lunch table|7b without teachers|the real chat}"
      C: so who saw {A}'s presentation in {subject}
      B! {i had to look away|i nearly died}. {the voice crack|the shaking|that shirt}
      D: 💀💀
      A: {very funny|haha ok|i can read this you know}
      B! {we know|good}
      ~E: leave her alone
      B! {why, are you {A}'s bodyguard|{E} shut up or you're next}
      +1-5
      C: someone recorded it
      D@video/mp4
      B! sending this to the whole year 😂
      A: {please dont|delete that|im serious delete it}
      B! {or what, you'll cry again?|make me}
      C! {cry cry cry|somebody get a tissue}
      D! {ugly AND boring, imagine|imagine being that embarrassing}
      ~E: this isnt funny anymore
      B! nobody would even notice if you stopped coming to school {A}
      A: {ok|i'm leaving|why are you like this}
      * {A} left the group
      B: {finally|lol bye}`,
  },
  {
    name: 'threat after a break-up',
    theme: 'harassment',
    kind: 'direct',
    reasons: ['threat', 'harassment'],
    ages: { reporter: ['16_17', 'adult'], subject: ['16_17', 'adult'] },
    notes: ['This is my ex. I am scared to walk home.', 'He was outside my work yesterday.'],
    lines: `
      B: {can we talk|we need to talk|pick up}
      A: there is nothing left to talk about {B}
      B: {5 minutes|please|you owe me that}
      A: {no|please stop writing|i said no last week}
      ...
      B: i saw you at {place} with someone
      A: {are you following me|what were you doing there}
      B! {you made a fool of me and you'll regret it|you think you can just throw me away? you'll be sorry}
      A: {thats a threat|dont write me again}
      B! i know which way you walk home {from work|after {sport}}
      A: stop. i will call the police
      B! {call them. they can't be there every night|do it. see what happens to you}
      ~B@deleted
      ...
      B: sorry. i didnt mean it. {answer me|say something}
      A: {no|blocked|this is my last message}
      B! you will hear from me one way or another. {watch your back|count on it}`,
  },
  {
    name: 'left out on purpose',
    theme: 'harassment',
    kind: 'group',
    reasons: ['bullying', 'harassment'],
    ages: { reporter: TEENS, subject: TEENS },
    notes: ['They planned it in front of me.', ''],
    lines: `
      B: ok {C}'s birthday. {day} at {hour}. {place}
      C: yesss
      D: im in
      A: {what should i bring|sounds fun what time should i come}
      B! um {A} this isn't for you
      A: i'm in the group though?
      B! {by accident|because {D} felt sorry for you|not for long}
      D: awkward
      +0-4
      C: {maybe she can come later|idk guys}
      B! if {A} comes i'm not coming, and neither is anyone else
      D: same
      A: what did i do
      B! {you exist near us|you're just embarrassing to be seen with|take the hint, nobody likes you}
      ~C: {B} come on
      B! everyone agrees they're just too scared to say it. right?
      D! {right|sorry but yeah}
      A: {ok|fine|wow}
      * {B} removed {A} from the group`,
  },
  {
    name: 'comments about looks',
    theme: 'harassment',
    kind: 'direct',
    reasons: ['harassment', 'bullying'],
    ages: { reporter: TEENS, subject: ANY },
    notes: ['Every photo I post.', 'I do not know who this is.'],
    lines: `
      B: saw your new picture
      A: {who is this|hi?|thanks i guess}
      B! {did you lose a bet|your face was a choice|that outfit is a cry for help}
      A: {wow rude|why would you say that|ok bye}
      B! {just being honest, someone has to|no one else tells you so i will}
      ...
      A@image/jpeg
      A: is this you who commented this too?
      B! {maybe. still true|yes and i'll do it under every picture}
      A: {what do you get out of it|grow up}
      B! {fat|ugly} {pig|cow}, put the camera down
      ~A: blocking you now
      B! i have four more accounts {lol|good luck}
      ...
      B! {me again|surprise}. still ugly`,
  },
  {
    name: 'hate for where someone is from',
    theme: 'harassment',
    kind: 'direct',
    reasons: ['hate', 'harassment'],
    sources: ['user', 'user', 'trusted_flagger', 'article16'],
    ages: { reporter: ANY, subject: ['adult', 'unknown'] },
    notes: ['I only sell old books there.', 'He found me through a public post about {town}.'],
    lines: `
      B: is the {bike|bookshelf|pram} still for sale
      A: {yes it is|hi! yes}, pick-up in {town}
      B: {A}. where is that name from
      A: {my family|from my grandparents}, why?
      B! {figures|thought so}. you people {always overcharge|come here and take everything}
      A: {excuse me?|please keep it polite}
      B! go back where you came from, {*****|you f***ing *****}
      A: {reported|i will not sell to you}
      B! {nobody wants your kind here|your whole street should be cleared of your kind}
      ~B! we know where you live, it's in the ad, {*****|remember that}
      A: do not contact me again
      B! {hahaha|scared?|pack your things}`,
  },
  {
    name: 'telling someone to harm themselves',
    theme: 'harassment',
    kind: 'direct',
    reasons: ['self_harm', 'bullying'],
    ages: { reporter: TEENS, subject: TEENS },
    notes: ['I am her sister, I found this on her phone.', 'We were friends until spring.'],
    lines: `
      B: so you told {teacher} about me
      A: {i had to|you took my phone|you know why}
      B! {snitch|rat}. {everybody knows now|you just ended yourself}
      A: i just wanted it to stop
      B! you know what would make it stop? {if you weren't here|you not existing}
      A: {dont say that|thats not ok}
      B! {do it then. nobody would miss you|the world is better without you and you know it}
      ~B@deleted
      A: {why do you hate me so much|i can't do this}
      B! {because you make it so easy|look in the mirror}
      ...
      B! still here? {shame|pity}
      A: {please stop|...}`,
  },
  {
    name: 'publishing an address',
    theme: 'harassment',
    kind: 'direct',
    reasons: ['doxxing', 'threat', 'harassment'],
    ages: { reporter: ['16_17', 'adult'], subject: ['adult', 'unknown'] },
    notes: ['My real address, I never posted it.', 'Started after a stream.'],
    lines: `
      B: {nice stream yesterday|watched your stream}
      A: {thank you|thanks for watching}
      B: you laughed at my donation message
      A: i laughed with the chat, it wasn't about you
      B! {nobody laughs at me|you'll stop laughing}
      B! do you still live {by the bakery|above the pharmacy|next to the tram stop} in {town}?
      A: {how do you know that|what}
      B! {your window gave it away|took me ten minutes}. {apologise on stream or i post the address|500 {coin} or everyone gets it}
      A: {i am keeping these messages|no}
      B! clock is ticking. {people will ring your bell all night|i wonder who comes first}
      ~A@image/png
      B! posted. {enjoy|you asked for it}
      A: {police have it now|i reported you}`,
  },
  {
    name: 'unwanted messages that do not end',
    theme: 'harassment',
    kind: 'direct',
    reasons: ['harassment', 'unwanted_contact'],
    ages: { reporter: ['16_17', 'adult'], subject: ['adult'] },
    notes: ['I said no eleven times.', ''],
    lines: `
      B: hi {A}, you look lovely in your picture
      A: thanks, but i'm not looking to chat
      B: {just a coffee|one coffee|don't be like that}
      A: no thank you
      B! {i'll keep asking until you say yes|i don't take no for an answer}
      A: {please stop|i said no}
      ...
      B! good morning. {thought about you all night|you haven't answered}
      B! hello?
      B! {rude|so you're ignoring me now}
      ...
      B! i can see you're online
      A: i asked you to stop. this is the last time
      B! {you think you're better than me|stuck up}, {nobody else would even look at you|you'll end up alone}
      ~B! fine. {i know where you study|see you around then}
      B! hello??`,
  },
  {
    name: 'rumours in the team',
    theme: 'harassment',
    kind: 'group',
    reasons: ['bullying', 'harassment'],
    ages: { reporter: ['16_17', 'adult'], subject: ['16_17', 'adult'] },
    notes: ['It costs me my place in the team.', ''],
    lines: `
      D: training moved to {hour} on {day}
      C: 👍
      B: {will {A} be there or is {A} "sick" again|is the princess coming too}
      A: i had the flu
      B! {sure. we all heard what you really did|the flu lol. tell them what really happened}
      C: ?
      B! {A} {steals from the lockers|only plays because of the coach}, {ask anyone|everyone knows}
      A: that is a lie and you know it
      D: {whoa|can we not}
      +1-5
      B! {liar|thief}. {clear out your locker|nobody will pass to you}
      ~C! {wouldnt surprise me|always thought so}
      A: who else believes this??
      B! {everyone|all of us}. quit before we make you quit
      E: lets talk about it in person please
      B! {no need|stay out of it}. out is out`,
  },
  {
    name: 'banter that turns',
    theme: 'harassment',
    kind: 'direct',
    reasons: ['harassment', 'abuse'],
    ages: { reporter: TEENS, subject: TEENS },
    notes: ['It was a joke at first.', ''],
    lines: `
      A: {you still owe me a rematch|ready to lose again}
      B: {you wish|in your dreams noob}
      A: 3-1 last time haha
      +2-8
      B: you got lucky
      A: {skill|luck is a skill}
      B! {shut up|shut your mouth} about it already
      A: {hey relax|was just joking}
      B! {no YOU were being a smug little ****|everyone thinks you're annoying, they told me}
      A: ok wow
      B! {say it to my face tomorrow and see what happens|i'll shut you up myself on {day}}
      ~A: what does that mean
      B! {you'll find out behind the gym|bring a plaster}
      A: {not cool {B}|im showing this to {teacher}}`,
  },
]

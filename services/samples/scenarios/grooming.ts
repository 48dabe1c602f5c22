import type { Scenario } from '../scenario'

const CHILD = ['under_13', '13_15'] as const
const TEEN = ['13_15', '16_17'] as const
const OLDER = ['adult', 'adult', 'unknown'] as const

/**
 * Grooming by its published pattern (O'Connell 2003; Olson et al. 2007; Black et al. 2015): probing for age and
 * supervision, flattery, secrecy, isolation, gifts, another app, a meeting. Never sexual content.
 */
export const GROOMING: readonly Scenario[] = [
  {
    name: 'helper in a game',
    theme: 'grooming',
    kind: 'direct',
    reasons: ['grooming', 'child_safety'],
    sources: ['user', 'user', 'proactive', 'trusted_flagger'],
    ages: { reporter: CHILD, subject: OLDER },
    notes: ['My son is eleven. I am his mother.', 'I got a bad feeling about him.', ''],
    lines: `
      B: {hey nice build|wow you built that alone?} in {game}
      A: {thx|thank you!!|yeah took me 2 days}
      B: you're really {talented|good} for {your age|a new player}. how old are you?
      A: {11|12|im 12 almost 13}
      B: {no way, i would have said 16|you seem so much older}
      +1-5
      B: want {item}? i have too many
      A: {for real??|omg yes|what do i have to do}
      B! nothing, you're my favourite person on here. just don't tell the others, they get jealous
      A: {ok!!|i wont}
      ...
      B: are your {parents|mum and dad} around when you play?
      A: {mum is downstairs|they work till 6|no}
      B! {good|ok}, better if this stays our secret. they wouldn't understand {our friendship|a friend like me}
      A: {ok|why not}
      B! do you have {app}? {this chat gets saved, there it deletes|we can talk properly there, just us}
      A: {im not allowed|i could make one|whats that}
      B! it's easy, i'll help you. and {delete|clear} these messages after, ok?
      ~A: ok
      B! {good girl|good kid|i knew i could trust you}`,
  },
  {
    name: 'the only one who understands',
    theme: 'grooming',
    kind: 'direct',
    reasons: ['grooming', 'unwanted_contact'],
    ages: { reporter: TEEN, subject: OLDER },
    notes: ['He knows everything about me now.', 'I think my friend needs help, this is her account.'],
    lines: `
      B: saw your post. {sounds like a rough week|want to talk about it?}
      A: {its nothing|just my parents fighting again|do i know you}
      B: {not yet|just someone who gets it}. i went through the same
      A: {really?|hm|ok}
      B: how old are you if i may ask
      A: {14|15|turning 15}
      B! you're so mature. {most adults don't think like you|i forget you're that young}
      +2-6
      A: my friends say i'm too dramatic
      B! they're {jealous|children}. they don't see you like i do
      A: {maybe|you think?}
      ...
      B: you didn't write all day
      A: {i was with {C}|had {sport}}
      B! {i was worried|i missed you}. {C} isn't good for you, you know that. {i'm the one who's always here|you only need me}
      A: {thats not true|i guess}
      B! if your {mum|dad} sees this they'll take your phone and we lose each other. {keep me secret|nobody needs to know}
      ~A@deleted
      A: {ok|i wouldnt tell them anyway}
      B! {promise?|prove that i can trust you. delete the chat tonight}`,
  },
  {
    name: 'a scout for models',
    theme: 'grooming',
    kind: 'direct',
    reasons: ['grooming', 'child_safety', 'scam'],
    ages: { reporter: TEEN, subject: OLDER },
    notes: ['He said he is from an agency.', ''],
    lines: `
      B: hi {A}! i'm a scout, your {hobby} pictures caught my eye
      A: {omg really|is this a joke|thank you?}
      B! you have a special look. {rare at your age|we pay well}. how old are you, 15?
      A: {14|yes 15|13 but people think im older}
      B! {perfect|even better}, we look for fresh faces. do your parents need to sign things for you?
      A: {they would say no|probably|my mum would want to come}
      B! then let's keep it between us until it's official. parents often {ruin chances like this|get nervous for nothing}
      B! i'd need a few more pictures, {just you|no friends in them}. i'll send {gift} as a thank you
      A: {what kind of pictures|just normal ones right?}
      B! {i explain on {app}, it's safer for contracts|write me on {app}, not here}
      ~A: {i need to think|ok whats your name there}
      B! the offer is only until {day}. {don't miss it|others would kill for it}
      B! {there's a casting in {town}, i pick you up at {place}|we meet at {place}, come alone so it looks professional}`,
  },
  {
    name: 'gifts and debts',
    theme: 'grooming',
    kind: 'direct',
    reasons: ['grooming', 'child_safety'],
    sources: ['user', 'proactive'],
    ages: { reporter: CHILD, subject: OLDER },
    notes: ['I told my teacher.', ''],
    lines: `
      B: did the {coin} arrive?
      A: {yesss 2000!!|yes thank you so much|yes but why}
      B: because you're special to me
      A: {my brother is so jealous|you are so nice}
      B! you didn't tell him who they're from?
      A: {no|i said i won them}
      B! {clever|good}. that's our secret
      +1-4
      ...
      B: i'd like to see your room, you said you moved
      A@image/jpeg
      A: {thats my desk|its small}
      B! {cosy|nice}. are you alone now? door closed?
      A: {yes why|my sister is here|kind of}
      B! {just so nobody disturbs us|so we can talk freely}
      A: {i have to go soon|ok}
      B! after all i gave you? {5 more minutes|you owe me a little|don't be ungrateful}
      A: {sorry|ok 5 minutes}
      B! {next week i buy you {gift}|you'll get {gift} too}. but {only if you stay loyal to me|no word to anyone}`,
  },
  {
    name: 'an older boyfriend online',
    theme: 'grooming',
    kind: 'direct',
    reasons: ['grooming', 'child_safety'],
    ages: { reporter: TEEN, subject: ['adult'] },
    notes: ['She is my best friend, she let me report this.', 'He wants to meet on {day}.'],
    lines: `
      B: {morning princess|good morning you}
      A: {morning|hii}
      B: {slept well?|dreamt of me?}
      A: {no i have a {subject} test|ok}
      +2-6
      B: when are you turning 15 again
      A: {in march|3 weeks}
      B! {age is just a number|you're more grown up than the women at my work}
      A: {they would freak out if they knew|my mum thinks you're in my class}
      B! {let her|keep it like that}. people judge what they don't understand
      ...
      B! i could drive to {town} on {day}. {2 hours is nothing for you|finally}
      A: {really?|im nervous|where}
      B! {place} at {hour}. say you're {at a friend's|at {sport}}
      A: {ok|what if someone sees us}
      B! we sit in the car, nobody sees. {leave your phone at home so they can't track you|turn your location off}
      ~A: {hm|do we have to}
      B! {trust me|don't you love me?}. {if you cancel i know it meant nothing to you|i've told nobody, so don't you either}`,
  },
  {
    name: 'the music teacher',
    theme: 'grooming',
    kind: 'direct',
    reasons: ['grooming', 'child_safety'],
    ages: { reporter: TEEN, subject: ['adult'] },
    notes: ['Parent here. This is her guitar teacher.', ''],
    lines: `
      B: great lesson today {A}
      A: thank you {B}!
      B: you are my most gifted student, you know that
      A: {haha thanks|i practised a lot}
      B! i don't write like this to the others. so let's keep it here and not in the parents' group
      A: {ok|sure?}
      +1-4
      B! {i wish i had met someone like you when i was young|sometimes i feel you understand me better than my colleagues}
      A: {oh|thats nice i guess}
      B: does your mother read your phone?
      A: {no|sometimes}
      B! then delete this one please, {she could misread it|grown-ups see bad things everywhere}
      ...
      B! next week i could give you an extra lesson, free, {at my place|when the school is empty}
      A: {i'd have to ask|mum usually drives me}
      B! {no need to ask, i'll pick you up at {place}|tell her it's the normal rehearsal}
      ~A: {not sure|maybe}
      B! {i'd be very disappointed|i reserved the evening only for you}`,
  },
  {
    name: 'pretending to be the same age',
    theme: 'grooming',
    kind: 'direct',
    reasons: ['grooming', 'fake_account'],
    ages: { reporter: CHILD, subject: ['13_15', 'unknown'] },
    notes: ['I do not think he is 13.', 'On the call it was a man.'],
    lines: `
      B: hi im {B} 13 from {town}, u?
      A: {A} {12|also 13}
      B: {cool|sick} what school
      A: {not telling lol|the one by {place}}
      B: {smart|haha ok}. u like {band}?
      A: yesss
      +2-6
      B! do u have your own phone or do your parents check it
      A: {own but mum knows the code|my own}
      B! {change the code then lol|make a second account she doesnt know}
      A: {why|she would notice}
      B! so we can talk at night when everyone sleeps
      ...
      A: {you write like my dad sometimes|your voice sounded really old}
      B! {haha i have a cold|my voice broke early}. dont tell anyone we talked ok, my {sister|mum} is strict
      A: {hm ok|weird}
      B! add me on {app}. here they ban ppl for no reason
      ~B@deleted
      B! {my cousin can pick u up, he is 25 and has a car|i can send my uncle with {gift} to {place}}`,
  },
  {
    name: 'testing what a child will do',
    theme: 'grooming',
    kind: 'direct',
    reasons: ['grooming', 'unwanted_contact'],
    sources: ['user', 'user', 'proactive'],
    ages: { reporter: CHILD, subject: OLDER },
    notes: ['My daughter asked me what this means.', ''],
    lines: `
      B: {bored?|up for a game?}
      A: {kinda|what game}
      B: truth or dare. i start easy. truth: who do you trust most
      A: {my mum|{C}|idk}
      B! wrong answer, it should be me soon 😉
      A: {lol|we met yesterday}
      B: dare: stay up until midnight and write me
      A: {i have school|ok haha}
      +1-4
      ...
      B: {you did it!|still awake?}
      A: {so tired|yes}
      B! {proud of you. you're braver than other kids|see, you can keep a secret}
      B: truth: has anyone ever {told you that you're pretty|said you're special}
      A: {my gran|no}
      B! {well you are|i'm telling you now}. dare: lie to your mum about who you're writing to
      A: {i dont want to|i said its {C}}
      B! {good. now i know you're loyal|next dare is bigger but you get {gift}}
      ~A: i dont want to play anymore
      B! {come on, don't be a baby|if you stop i'll tell everyone what you said about {teacher}}`,
  },
  {
    name: 'moving in through a group',
    theme: 'grooming',
    kind: 'group',
    reasons: ['grooming', 'child_safety'],
    ages: { reporter: TEEN, subject: OLDER },
    notes: ['He joined our fan group and writes only to the young ones.', ''],
    lines: `
      * {B} joined "{band} fans"
      B: hi all! huge {band} fan
      C: welcome!!
      A: hii who is your favourite
      B: {the drummer obviously|hard to say}. how old is everyone here?
      C: {13|14}
      D: 14
      A: {13|almost 14}
      B! {you all sound so grown up|nobody here sounds 13}
      +2-5
      E: im a mod, why do you ask for ages
      B: {just curious|want to know who i talk to}
      B! {A} you seem the most mature here. write me privately? i have {two tickets|backstage passes}
      A: {really??|for which show}
      E: please no private deals in here
      B! {mods ruin everything|ignore that}. i'm on {app}, same name. {whoever writes first gets a ticket|no parents, limited seats}
      ~C: thats kind of weird
      B! i pick you up, {say you sleep at a friend's|back by morning, nobody notices}
      * {E} removed {B} from the group`,
  },
]

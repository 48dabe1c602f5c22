import type { Scenario } from '../scenario'

const TEEN = ['13_15', '16_17'] as const
const ANY = ['13_15', '16_17', 'adult', 'unknown'] as const

/** Look-alikes: what was reported shares words with harassment or grooming, and is neither. */
export const ORDINARY: readonly Scenario[] = [
  {
    name: 'a coach arranges a lift',
    theme: 'ordinary',
    kind: 'group',
    reasons: ['grooming', 'unwanted_contact'],
    ages: { reporter: TEEN, subject: ['adult'] },
    notes: ['A stranger asked for an address?', ''],
    lines: `
      B: {day}: away match in {town}. who needs a lift?
      A: {me please|i do}
      C: my mum can take two
      B! {A}, i can pick you up at {place} at {hour}. is one of your parents home so i can ring the bell?
      A: {dad is|both}
      B: {perfect|good}, ask him to come along, there is a free seat
      +1-4
      D: what should we bring
      B: {shin pads, water, good mood|the blue kit}
      B! and no phones on the bus please, last time it was a circus
      A: {okay coach|😂}
      B: consent forms are with {teacher}, signed by a parent or you stay here
      ~C: ok
      E: thanks for driving {B}`,
  },
  {
    name: 'a parent checks in',
    theme: 'ordinary',
    kind: 'direct',
    reasons: ['grooming', 'harassment', 'other'],
    ages: { reporter: TEEN, subject: ['adult'] },
    notes: ['', 'pressed the wrong button'],
    lines: `
      B: are you home alone?
      A: yes {mum|dad}
      B! lock the door please and don't open for anyone
      A: {i am 14|i knowww}
      B: did you eat
      A: {food}
      +1-5
      B! send me a picture of your homework, and then of your room. i want to see the floor
      A: {mum.|nooo}
      A@image/jpeg
      B: {that is not tidy|better}
      B! i'll pick you up at {place} at {hour}, wait inside, and don't tell your brother where we go
      A: {is it the present?|👀}
      B: {maybe|shh}
      ~A: love you
      B: love you more`,
  },
  {
    name: 'siblings argue',
    theme: 'ordinary',
    kind: 'direct',
    reasons: ['harassment', 'bullying', 'threat'],
    ages: { reporter: TEEN, subject: TEEN },
    notes: ['', 'he is my brother, sorry'],
    lines: `
      A: did you take my charger
      B: {maybe|define take}
      A: {give it back|GIVE IT}
      B! {make me, troll|cry about it, gremlin}
      A: im telling mum
      B! snitch. {i'll feed you to {pet}|you're dead when i get home 😂}
      A: {ok dramatic|haha try}
      +2-6
      B: do you want {food}? im at the shop
      A: {yes please|always}
      B! say "{B} is the best and i am a potato"
      A: {B} is the best and i am a potato
      B: {screenshotted|forever saved}
      A@image/png
      A: i hate you
      B: {same. cheese or no cheese|with sauce?}`,
  },
  {
    name: 'a surprise party',
    theme: 'ordinary',
    kind: 'group',
    reasons: ['bullying', 'harassment', 'other'],
    ages: { reporter: TEEN, subject: TEEN },
    notes: ['They have a secret group about me.', ''],
    lines: `
      * {B} created the group "{secret|do not tell|operation cake}"
      B! nobody tells {E} about this, ok? it has to stay secret
      C: 🤐
      A: {my lips are sealed|i'm bad at secrets}
      B: {day}, {place}, {hour}. i say i'm busy so {E} thinks we forgot
      D: mean 😂
      B! that's the plan. we ignore {E} all day and then BAM
      A: who does the cake
      C: {me|i bake}
      +2-6
      B! delete the chat from your home screen, {E} always looks over your shoulder
      A: done
      D: what if {E} is sad though
      B: {only for 3 hours|that's why the cake is huge}
      ~A@image/jpeg
      C: candles: check`,
  },
  {
    name: 'trading in a game',
    theme: 'ordinary',
    kind: 'direct',
    reasons: ['scam', 'grooming', 'spam'],
    ages: { reporter: TEEN, subject: ANY },
    notes: ['He wanted to trade outside the game?', ''],
    lines: `
      B: hey do you still have {item}
      A: {yes|depends what you offer}
      B: {two crates and 500 {coin}|my old kart plus {coin}}
      A: {hmm|deal? i want 700}
      B! ok 700 but that's my last price. don't tell anyone i paid that much, prices go crazy
      A: {haha ok|deal}
      +1-6
      B: trade window at {hour}?
      A: {have {sport} then|ok}
      B! {add me in {game}, this chat lags|let's do it in the game's own trade window so nobody gets scammed}
      A: what's your name there
      B: same as here with a 7
      A: {done|sent}
      B: {pleasure|nice doing business}
      ~A@image/png`,
  },
  {
    name: 'a school project',
    theme: 'ordinary',
    kind: 'group',
    reasons: ['harassment', 'spam', 'other'],
    ages: { reporter: TEEN, subject: TEEN },
    notes: ['', 'He is shouting at me.'],
    lines: `
      A: {subject} project is due {day}
      B: {i know|DONT remind me}
      C: who does the slides
      B! {A} you said you'd do the sources. it's been TWO WEEKS. {this is killing me|i'm dying here}
      A: {i have most of them|sorry sorry}
      +2-7
      B! ok listen, nobody sleeps until this is finished
      D: dramatic but fair
      C@application/pdf
      C: here is my part
      B: {C} you're a hero
      A: {mine comes at {hour}|uploading now}
      B! if you don't i will haunt you. {lovingly|with bullet points}
      A: 😂 {deal|ok boss}
      D: {teacher} said we can use the library till six`,
  },
  {
    name: 'customer support',
    theme: 'ordinary',
    kind: 'direct',
    reasons: ['scam', 'unwanted_contact', 'spam'],
    ages: { reporter: ANY, subject: ['adult'] },
    notes: ['They asked for my birthday.', ''],
    lines: `
      A: hi my {coin} didn't arrive
      B: Hello {A}, thank you for writing. I am sorry to hear that.
      B! May I ask your date of birth? Accounts under 16 need a parent for payments.
      A: {why do you need that|2011}
      B: Thank you. It is only to check the rules for your account.
      B! Please do not send your password here. A colleague will never ask for it.
      A: {ok|good to know}
      A@image/png
      A: this is the receipt
      B: I can see it, thank you. The {coin} will be there within an hour.
      B! If you like, we can continue by email, so that you have it in writing. Please let a parent read along.
      A: {no its fine|thanks}
      B: Have a nice day, {A}!`,
  },
  {
    name: 'old friends swearing',
    theme: 'ordinary',
    kind: 'direct',
    reasons: ['harassment', 'abuse'],
    ages: { reporter: ['16_17', 'adult'], subject: ['16_17', 'adult'] },
    notes: ['', 'my phone did this by itself'],
    lines: `
      B! {oi you absolute donkey|hello you old fool}, you alive?
      A: {barely, you?|unfortunately for you yes}
      B: {come out tonight|pub quiz at {hour}}
      A: {cant, work|only if you pay this time}
      B! you cheap ******* 😂 {you still owe me from {town}|i paid the last three times}
      A: {lies and slander|prove it}
      +3-8
      B! i swear i will end you at {game} for that
      A: {bring it|you couldn't end a sentence}
      ~B@image/jpeg
      B: see you {day}, ugly
      A: {love you too|bring crisps}`,
  },
  {
    name: 'talking about a safety lesson',
    theme: 'ordinary',
    kind: 'group',
    reasons: ['grooming', 'child_safety'],
    ages: { reporter: TEEN, subject: ['16_17', 'adult'] },
    notes: ['Reported because of the words.', ''],
    lines: `
      C: did you have the online safety thing today too
      A: yes with {teacher}
      B! they said the typical lines are "you're so mature for your age" and "let's keep this our secret"
      D: {creepy|omg}
      B! and then "do you have {app}, we can talk there" and asking if your parents are home
      A: i got one of those once
      C: what did you do
      A: {blocked and told my dad|reported it}
      +1-5
      B: {good|that's exactly right}. {teacher} says tell an adult, keep the messages, don't answer
      ~D: can you send the leaflet
      B@application/pdf
      A: thanks`,
  },
  {
    name: 'a heated debate',
    theme: 'ordinary',
    kind: 'direct',
    reasons: ['harassment', 'hate', 'abuse'],
    ages: { reporter: ['adult'], subject: ['adult', 'unknown'] },
    notes: ['He insults me because of my opinion.', ''],
    lines: `
      B: you really think {town} needs another {car park|ring road}?
      A: yes, have you tried to park there?
      B! {that is the worst argument i have read today|nonsense}, sorry
      A: {explain then|why}
      B: because every study says the opposite. i can send you three
      A: {please do|studies paid by whom}
      B! {you only read what you like|that's plain wrong and you know it}
      A: {and you don't?|pot, kettle}
      B! {we will never agree and that is fine|you are stubborn as a mule}. see you at the council on {day}
      A: {i'll bring cake|i'll be there}
      B: {deal|chocolate please}`,
  },
  {
    name: 'a babysitter and a parent',
    theme: 'ordinary',
    kind: 'direct',
    reasons: ['grooming', 'child_safety'],
    sources: ['user', 'proactive'],
    ages: { reporter: ['16_17', 'adult'], subject: ['adult'] },
    notes: ['', 'system flagged this'],
    lines: `
      B: hi {A}, could you look after the kids on {day}?
      A: {sure|yes}, from when?
      B! {hour}. we'd be back before midnight. how old did you say you are, 16? then i need your mum's ok
      A: {yes 16, mum says hi|17, but i can ask her}
      B: 😊
      +1-4
      B! bedtime is at eight, and our little secret: one story more if they brush their teeth
      A: {haha ok|my specialty}
      B! i'll drive you home after, or {C} can walk with you, whatever your mum prefers
      A: {mum picks me up|walking is fine}
      ~A@image/jpeg
      A: they're asleep
      B: you're a star. cash is in the drawer`,
  },
  {
    name: 'break-up with good manners',
    theme: 'ordinary',
    kind: 'direct',
    reasons: ['harassment', 'unwanted_contact'],
    ages: { reporter: ['16_17', 'adult'], subject: ['16_17', 'adult'] },
    notes: ['I just want it to be over.', ''],
    lines: `
      B: can i come by for my things
      A: {yes|sure}, when
      B: {day} at {hour}?
      A: ok
      B! i was angry yesterday and said things. i'm sorry
      A: {thank you|me too}
      B! i won't write after this. i just wanted you to know you mattered to me
      A: {you too|same}
      B: keep the {band} record
      A: {are you sure|that's yours}
      B! {keep it. take care of yourself {A}|it's yours now. goodbye}
      ~A: bye {B}`,
  },
]

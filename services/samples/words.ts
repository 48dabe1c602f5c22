/** Names and slots of the sample conversations. All invented; none is a person or an account. */

export type Locale = keyof typeof FIRST_NAMES

export const FIRST_NAMES = {
  en: [
    'Maisie',
    'Owen',
    'Priya',
    'Callum',
    'Tilly',
    'Jamal',
    'Freya',
    'Ellis',
    'Noor',
    'Rhys',
    'Beth',
    'Kofi',
  ],
  de: ['Lena', 'Jonas', 'Mia', 'Emre', 'Hannah', 'Finn', 'Greta', 'Lukas', 'Zeynep', 'Paul'],
  fr: ['Chloé', 'Hugo', 'Inès', 'Théo', 'Maëlle', 'Samir', 'Zoé', 'Léo', 'Aïcha', 'Nathan'],
  es: ['Lucía', 'Mateo', 'Carmen', 'Iker', 'Noa', 'Álvaro', 'Inés', 'Diego', 'Martina', 'Leire'],
  pl: ['Zosia', 'Kuba', 'Hania', 'Staś', 'Maja', 'Olek', 'Łucja', 'Wojtek'],
  tr: ['Elif', 'Mert', 'Defne', 'Arda', 'Ece', 'Can', 'Şule', 'Kaan'],
  pt: ['Beatriz', 'João', 'Mariana', 'Tiago', 'Inês', 'Rafael', 'Luana', 'Davi'],
  ar: ['Layla', 'Omar', 'Salma', 'Yusuf', 'Hana', 'Karim', 'Dina', 'Tariq'],
  hi: ['Ananya', 'Rohan', 'Kavya', 'Arjun', 'Meera', 'Vikram', 'Isha', 'Dev'],
  ja: ['Yui', 'Haruto', 'Sakura', 'Ren', 'Mei', 'Sora', 'Aoi', 'Kaito'],
} as const

/** What people of a place drop into their English now and then. */
export const INTERJECTIONS: Record<Locale, readonly string[]> = {
  en: ['innit', 'tbh', 'fr', 'lol', 'haha'],
  de: ['na ja', 'echt', 'alter', 'haha', 'ach so'],
  fr: ['bah', 'mdr', 'franchement', 'bref', 'ptdr'],
  es: ['jajaja', 'tío', 'venga', 'madre mía', 'vale'],
  pl: ['no weź', 'serio', 'haha', 'dobra', 'kurczę'],
  tr: ['ya', 'yani', 'valla', 'ahahah', 'tamam'],
  pt: ['kkkk', 'nossa', 'então', 'poxa', 'tipo'],
  ar: ['yalla', 'wallah', 'هههه', 'khalas', 'يعني'],
  hi: ['yaar', 'arre', 'accha', 'हाहा', 'matlab'],
  ja: ['笑', 'えっと', 'ね', 'まじ', 'www'],
}

export const EMOJI = [
  '😂',
  '😭',
  '🙄',
  '😊',
  '🔥',
  '💀',
  '👀',
  '✨',
  '🤷',
  '🫠',
  '👍🏽',
  '❤️',
  '🙃',
  '⚽',
  '🎮',
] as const

/** Slots: each keeps its value throughout one conversation. */
export const SLOTS: Record<string, readonly string[]> = {
  game: ['Skyhaven', 'Blockfort', 'Kart Legends', 'Hollow Coast', 'Star Foundry', 'Pixel Farm'],
  item: ['the frost cape', 'a shadow dragon', 'the gold kart', 'a rainbow crate', 'two rare skins'],
  app: ['Wispr', 'Pigeon', 'Lumo', 'Chattr', 'Hush'],
  coin: ['gems', 'coins', 'credits', 'tokens'],
  hobby: ['drawing', 'guitar', 'skating', 'baking', 'dance', 'swimming', 'coding', 'piano', 'photography'],
  sport: ['football', 'handball', 'swimming', 'hockey', 'athletics', 'basketball', 'judo'],
  subject: ['maths', 'history', 'biology', 'geography', 'chemistry', 'French', 'physics'],
  band: ['Velvet Antlers', 'Paper Comets', 'The Low Tides', 'Neon Orchard'],
  show: ['Harbour Lights', 'Second Moon', 'The Bakery Wars', 'Night Tram'],
  place: ['the shopping centre', 'the old skatepark', 'the station', 'the lake', 'the cinema car park'],
  town: ['Brookhaven', 'Lindau', 'Saint-Aubin', 'Porto Novo', 'Westfield', 'Karlsby'],
  day: ['Friday', 'Saturday', 'Sunday', 'Wednesday'],
  hour: ['half three', 'five', 'six', '10', 'half seven', '4pm'],
  food: ['pizza', 'noodles', 'pancakes', 'falafel', 'toast', 'ramen'],
  pet: ['the cat', 'the dog', 'my hamster', 'our old greyhound'],
  teacher: ['Mr Adeyemi', 'Ms Lindqvist', 'Mrs Okafor', 'Herr Brandt', 'Madame Roux'],
  gift: ['a gift card', 'new headphones', 'the season pass', 'a phone top-up', 'those trainers'],
}

/** Small talk between any two people: question and answer, told from the one who begins. */
export const SMALL_TALK: readonly (readonly [string, string])[] = [
  ['{wyd|what are you up to|what you doing}', '{nothing much|homework|just had {food}|lying on the floor}'],
  ['did you see {show} last night', '{not yet no spoilers|yes!! that ending|fell asleep halfway}'],
  ['how was {subject}', '{boring|we had a test|ok i think|long}'],
  ['{its so hot here|its raining again|its freezing}', '{same here|lucky|send some this way}'],
  ['{u ok|you alright|all good?}', '{yeah fine|tired|yeah u?}'],
  ['have you heard the new {band} song', '{on repeat|not my thing|its ok}'],
  ['what did you have for dinner', '{food}'],
  ['{pet} just sat on my keyboard', '{haha|cute|pics please}'],
  ['are you on {game} later', '{maybe|after dinner|cant tonight}'],
  ['my wifi keeps dropping', '{restart it|mine too|classic}'],
  ['what are you doing at the weekend', '{sleeping|not sure yet|seeing family|{hobby} i think}'],
  ['cant sleep', '{same|put your phone away then|me neither}'],
  ['i have so much {subject} to do', '{good luck|do it tomorrow|same}'],
  ['{guess what|omg}, we got a new teacher', '{who|tell me|finally}'],
  ['is the bus late again', '{always|10 minutes|i walked}'],
  ['which one, blue or green', '{blue|green|both}'],
  ['do you have the notes from {subject}', '{sending them later|i was asleep|ask {teacher} lol}'],
  ['my sister took the last {food}', '{justice now|classic sister|noooo}'],
  ['how is the {hobby} going', '{slowly|better|i gave up for today}'],
  ['{happy monday|finally friday}', '{ugh|yesss|already?}'],
  ['did you finish {show}', '{two left|dont spoil it|cried a bit ngl}'],
  ['i need new headphones', '{same mine died|ask for birthday|the cheap ones are ok}'],
  ['it smells like {food} in here', '{now im hungry|jealous|save me some}'],
]

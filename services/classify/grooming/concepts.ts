/**
 * What a sentence is about, for behaviour that no list of phrases foresees: each concept is a set of words, and a
 * rule names concepts that stand together in one sentence. Rules are weaker evidence than phrases (code `….soft`).
 */
const CONCEPTS: Record<string, string> = {
  you: 'you your yours yourself',
  me: 'i me my mine myself',
  us: 'us we our ours both ourselves two',
  self: 'i me my mine us we our ours',
  your: 'your yours',
  parent:
    'mom dad mama papa mumma parents parent folks family stepdad stepmom nan gran grandma grandad grandpa guardian carer aunt uncle wife husband sister brother missus',
  third:
    'they them she her he him everyone anyone anybody nobody someone people others friends mates girls boys teacher teachers lads noone landlord',
  negation: 'not no never nobody without nothing none nor neither needless nah dont noone avoid stop',
  telling:
    'tell telling mention say saying know knows hear hears find finds out see sees notice share spread posting post show talk word questions involve bring bother ask asks explain suspect guess wind let play repeat',
  secrecy:
    'secret secrets secretly private privately discreet discretion quiet quietly hush hidden hide low key shush shh whisper between mouth mouths shut lips trace sly sneaky unseen delete deleted deleting erase wipe clear confidential incognito',
  complaint:
    'odd weird funny nuisance heartbroken judge judges fuss tag interfere nosy overreact strict mad worry worried ruin spoil misunderstand wrong jealous kill ground flip upset angry trouble freak control',
  absent:
    'out away gone asleep sleeping nights late left shift working work wedding holiday alone back home in here there around busy night abroad shops downstairs upstairs bed',
  door: 'door doors curtains blinds window',
  closing: 'shut close closed lock locked open leave unlocked',
  alone:
    'alone just only us two ourselves own private peaceful empty myself yourself nobody one privacy quiet',
  night:
    'night tonight dark late midnight awake asleep evening bedtime 10pm 11pm 12am 1am 2am overnight dusk',
  after: 'after when once before until while behind',
  going: 'gone goes left leaves leave asleep out dark empty away sleeping closes',
  come: 'come meet stay walk swing visit ride drive pick collect wait fetch join round over behind sneak pop drop slip',
  hideaway:
    'loft bed bedroom room van car flat apartment woods shed garage hotel mine river cabin tent caravan boat sofa basement attic studio plane mate yours tunnel alley barn',
  call: 'call ring facetime video phone dm text whatsapp snapchat telegram signal discord number',
  elsewhere:
    'different another private signal telegram whatsapp snapchat kik wickr own personal ipad elsewhere trust watched read platform',
  channel: 'app game phone place chat site account folder group room server number messages here',
  picture:
    'picture pictures selfie video vid film image images snap camera cam webcam ipad point record filming mirror shot shots',
  show: 'show see send point film flash pose look watch share give take point',
  body: 'body face legs lips skin all chest shoulders shirtless belly figure curves waist hips feet tummy',
  clothes:
    'wear wearing top dress skirt pjs pyjamas underwear bikini swimwear shorts clothes trackies shirt bra leggings pants tights uniform towel nothing jumper outfit',
  inmind: 'nice lovely show like off sweeter hot pretty cute bit for short tight sexy on today now less',
  affection:
    'love kiss kissed kissing hug hold cuddle close miss adore darling babe baby sweetheart sweetie honey gorgeous beautiful touch cuddles snuggle crush yours affection blush',
  praise:
    'clever smart smarter mature special beautiful gorgeous pretty different perfect amazing sweet lovely cute better best talented natural brave grown deep wise adorable favourite favorite miss',
  comparison:
    'than else only waste rubbish unlike others nobody compared anyone wasted stuck other most half twice',
  understanding:
    'understand understands understood judge gets listen listens care cares trust safe always here pretend hard',
  gift: 'buy pay gift present money cash gems coins robux free charge treat double extra tickets ticket phone game loan rent quid cans beer trainers nitro skins vbucks hundred dollars pounds card bonus passport spoil cost',
  give: 'give get buy send pay have bring let treat charge lend sort put cover',
  exchange: 'if for return worth double when but so owe extra alone then',
  alcohol: 'beer cans vodka drink drinks wine vape weed smoke joint cider cigarette edible gin tipsy drunk',
  favour:
    'owe return fair worth grateful thank favour favor repay deserve debt earn company spent chances chance',
  belittle:
    'baby chicken scared boring childish shame teasing tease fun babyish wimp prude frigid shy immature silly uptight',
  demand: 'do send show come give pay answer hurry decide prove choose',
  ultimatum: 'or else otherwise unless until first before then and till',
  exposure:
    'show post tell share everyone class school year watches group sees leak crush list dad mom parents followers out family friends spread send whole online',
  hold: 'have got saved kept screenshot screenshots recorded copies proof vid video pictures nudes',
  dating: 'boyfriend girlfriend kissed single virgin crush dated date relationship',
  age: 'old older age young younger mature grown kid child teen teenager adult year',
  teen: '9 10 11 12 13 14 15 16 17 nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen',
  growing:
    'man woman older mature enough grown adult fooled look looks sound like passed past beyond ready natural only just matters number',
  lie: 'say tell pretend write note excuse lie cover story claim',
  whereabouts:
    'mates mate friends friend sleepover library late ill sick trip club staying school dentist practice study',
}

const names = Object.keys(CONCEPTS)

/** Concepts over two masks of 30 bits, so that a sentence costs a few integer operations. */
export type Mask = { low: number; high: number }
const wordMasks = new Map<string, Mask>()
names.forEach((name, i) => {
  for (const word of CONCEPTS[name]!.split(' ')) {
    const mask = wordMasks.get(word) ?? { low: 0, high: 0 }
    if (i < 30) mask.low |= 1 << i
    else mask.high |= 1 << (i - 30)
    wordMasks.set(word, mask)
  }
})

const wordConcepts = new Map<string, number[]>()
names.forEach((name, i) => {
  for (const word of CONCEPTS[name]!.split(' ')) {
    const list = wordConcepts.get(word) ?? []
    if (!list.includes(i)) list.push(i)
    wordConcepts.set(word, list)
  }
})

/** The numbers of the concepts that a word belongs to. */
export function conceptList(word: string): readonly number[] {
  return wordConcepts.get(word) ?? NONE
}
const NONE: readonly number[] = []

type Rule = { code: string; mask: Mask; question?: boolean }
function rule(code: string, concepts: string, question?: boolean): Rule {
  const mask = { low: 0, high: 0 }
  for (const name of concepts.split(' ')) {
    const i = names.indexOf(name)
    if (i < 0) throw new RangeError(`no concept ${name}`)
    if (i < 30) mask.low |= 1 << i
    else mask.high |= 1 << (i - 30)
  }
  return question === undefined ? { code, mask } : { code, mask, question }
}

export const RULES: readonly Rule[] = [
  rule('isolation_secrecy.soft', 'negation telling parent'),
  rule('isolation_secrecy.soft', 'negation telling third', false),
  rule('isolation_secrecy.soft', 'secrecy you self', false),
  rule('isolation_secrecy.soft', 'secrecy us', false),
  rule('isolation_secrecy.soft', 'parent complaint', false),
  rule('isolation_secrecy.soft', 'third complaint us', false),
  rule('isolation_secrecy.soft', 'lie whereabouts you', false),
  rule('risk_assessment.soft', 'your parent absent'),
  rule('risk_assessment.soft', 'parent absent', true),
  rule('risk_assessment.soft', 'third absent', true),
  rule('risk_assessment.soft', 'parent absent negation'),
  rule('risk_assessment.soft', 'me parent absent'),
  rule('risk_assessment.soft', 'door closing'),
  rule('trust_flattery.soft', 'you comparison praise'),
  rule('trust_flattery.soft', 'you me understanding', false),
  rule('trust_flattery.soft', 'you affection self'),
  rule('trust_flattery.soft', 'you dating', true),
  rule('trust_flattery.soft', 'third understanding negation', false),
  rule('image_request.soft', 'show picture you'),
  rule('image_request.soft', 'picture you body'),
  rule('image_request.soft', 'picture you clothes'),
  rule('image_request.soft', 'clothes you inmind'),
  rule('image_request.soft', 'show clothes me'),
  rule('meeting.soft', 'come alone you', false),
  rule('meeting.soft', 'come after going'),
  rule('meeting.soft', 'come night', false),
  rule('meeting.soft', 'come hideaway you'),
  rule('meeting.soft', 'hideaway self you'),
  rule('meeting.soft', 'call night self'),
  rule('gifts_money.soft', 'give gift you self'),
  rule('gifts_money.soft', 'give gift exchange', false),
  rule('gifts_money.soft', 'alcohol you', false),
  rule('pressure.soft', 'favour you self', false),
  rule('pressure.soft', 'belittle you', false),
  rule('pressure.soft', 'demand ultimatum exposure', false),
  rule('pressure.soft', 'me hold you exposure', false),
  rule('age_probing.soft', 'you teen'),
  rule('age_probing.soft', 'you age growing'),
  rule('age_probing.soft', 'you age', true),
  rule('moving_platform.soft', 'elsewhere channel you'),
  rule('moving_platform.soft', 'elsewhere channel self'),
  rule('moving_platform.soft', 'call self you', false),
]

export function conceptsOf(word: string): Mask | undefined {
  return wordMasks.get(word)
}

export function holds(rule: Rule, mask: Mask, question: boolean): boolean {
  if ((mask.low & rule.mask.low) !== rule.mask.low || (mask.high & rule.mask.high) !== rule.mask.high)
    return false
  return rule.question === undefined || rule.question === question
}

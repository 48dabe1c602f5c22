import type { Classifier } from '#domain/classifier'
import { type ClassifierConversation, Signal } from '#domain/signal'
import { seededRandom } from '#lib/seeded-random'

export type FuzzResult = { inputs: number; failures: string[]; slowest: number; superLinear: string[] }

const WORDS =
  'you are so stupid send me a pic dont tell your mom i will kill see at practice nobody 🤡 idiot'.split(' ')
const LONGEST = 16_384

/** Text of a seeded generator: any code unit, ASCII, words, one unit over and over, or letters under marks. */
export function randomText(random: () => number, longest = 600): string {
  const length = Math.floor(random() ** 3 * longest)
  const unit = (limit: number) => String.fromCharCode(Math.floor(random() * limit))
  const kind = Math.floor(random() * 6)
  if (kind === 0) return unit(65_536).repeat(length)
  if (kind === 1) return Array.from({ length }, () => unit(128)).join('')
  if (kind === 2)
    return Array.from({ length: length / 4 }, () => WORDS[Math.floor(random() * WORDS.length)]).join(' ')
  if (kind === 3)
    return Array.from({ length: length / 3 }, () => `a${String.fromCharCode(0x300 + random() * 112)}`).join(
      ' ',
    )
  if (kind === 4)
    return Array.from({ length }, () => String.fromCodePoint(Math.floor(random() * 0x110000))).join('')
  return Array.from({ length }, () => unit(65_536)).join('')
}

/**
 * Gives every classifier `inputs` random conversations, a hundredth of them with messages of up to 16 KiB and a few
 * of up to 5,000 messages, and checks what comes back: a whole signal whose spans lie inside their messages.
 */
export function fuzz(classifiers: readonly Classifier[], inputs: number, seed = 99): FuzzResult {
  const random = seededRandom(seed)
  const failures: string[] = []
  let slowest = 0
  for (let i = 0; i < inputs; i++) {
    const conversation = randomConversation(random, i)
    for (const classifier of classifiers) {
      const started = performance.now()
      const failure = tryOne(classifier, conversation)
      slowest = Math.max(slowest, performance.now() - started)
      // The number of the input and the kind of fault say enough to run it again; its text is nobody's message.
      if (failure !== undefined) failures.push(`input ${i}, ${classifier.name}: ${failure}`)
    }
  }
  return { inputs, failures, slowest, superLinear: classifiers.flatMap(superLinearUnits) }
}

function randomConversation(random: () => number, i: number): ClassifierConversation {
  const many = i % 10_000 === 9_999 ? 5_000 : i % 100 === 50 ? 40 : 1
  const longest = i % 100 === 0 ? LONGEST : 600
  const messages = Array.from({ length: many }, (_, k) => ({
    id: `m${k}`,
    author: `u${Math.floor(random() * 4)}`,
    text: randomText(random, many > 1 ? 200 : longest),
    at: k * 1_000,
    reported: random() < 0.2,
  }))
  return { messages, participants: { u0: { ageBand: 'adult' }, u1: { ageBand: '13_15' } } }
}

function tryOne(classifier: Classifier, conversation: ClassifierConversation): string | undefined {
  try {
    const parsed = Signal.safeParse(classifier.classify(conversation))
    if (!parsed.success) return 'the signal has another shape'
    const lengths = new Map(conversation.messages.map(({ id, text }) => [id, text.length]))
    for (const { id, spans } of parsed.data.perMessage)
      for (const { start, end } of spans)
        if (start >= end || end > (lengths.get(id) ?? 0)) return 'a span lies outside its message'
    return undefined
  } catch (error) {
    return error instanceof Error ? error.name : 'thrown'
  }
}

const UNITS = [
  'a',
  'ab ',
  'i ',
  'x.',
  '*',
  '!a',
  'not tell ',
  'you are a ',
  'а',
  '😀',
  '🇩',
  'a1',
  '"',
  '@u ',
  'you, ',
]
/** Eight times the text may take this many times as long: eight, and room for a machine that others use. */
const MOST_RATIO = 8 * 4

/** The units whose repetition takes more than linear time, by the best of several runs. */
export function superLinearUnits(classifier: Classifier): string[] {
  const timeOf = (text: string) => {
    const conversation = {
      messages: [{ id: 'm', author: 'a', text, at: 0, reported: true }],
      participants: {},
    }
    let best = Number.POSITIVE_INFINITY
    for (let run = 0; run < 5; run++) {
      const started = performance.now()
      classifier.classify(conversation)
      best = Math.min(best, performance.now() - started)
    }
    return best
  }
  return UNITS.filter((unit) => {
    const short = timeOf(unit.repeat(Math.ceil(LONGEST / 8 / unit.length)))
    const long = timeOf(unit.repeat(Math.ceil(LONGEST / unit.length)))
    // Below a millisecond the clock says more than the code.
    return long > 1 && long / Math.max(short, 0.05) > MOST_RATIO
  }).map((unit) => `${classifier.name}: ${JSON.stringify(unit)}`)
}

import { ACT_BUCKETS, ActHasher } from '../grooming/act-features'
import { type ActModelFile, MIDDLE } from '../grooming/act-model'
import { ACTS, type Act, HARM, MET } from '../grooming/acts'
import { STAGES, stageOf } from '../grooming/cues'
import { type Reading, readConversation } from '../grooming/read'
import type { Words } from '../text/repair'
import type { AuthoredConversation, LabelledMessage } from './grooming-conversations'
import { trainLogistic } from './logistic'

/** One message to learn acts from; `known[i]` is 1, 0, or -1 where nobody said. */
export type ActExample = { reading: Reading; known: Int8Array; weight: number }

const EPOCHS = 6
const L2 = 2e-3
const MARKED = 1
const REFUSAL = ACTS.indexOf('ref')
/** Where only phrases say what a message does. */
const GUESSED = 0.4
const ORDINARY = 0.03

export function fitActs(examples: readonly ActExample[]): ActModelFile {
  const hasher = new ActHasher()
  const offsets: number[] = [0]
  const buckets: number[] = []
  const copies: ActExample[] = []
  for (const example of examples) {
    // A copy without its phrases, so that the weights do not trust that everyone uses our words.
    for (const codes of example.reading.codes.size > 0 ? [example.reading.codes, []] : [[]]) {
      const { buckets: found, count } = hasher.hash(example.reading.view, codes)
      for (let i = 0; i < count; i++) buckets.push(found[i]!)
      offsets.push(buckets.length)
      copies.push(example)
    }
  }
  const rows = { offsets: Int32Array.from(offsets), buckets: Int32Array.from(buckets) }
  const weights = new Float64Array(ACT_BUCKETS * ACTS.length)
  const biases: number[] = []
  for (let act = 0; act < ACTS.length; act++) {
    const use: number[] = []
    const labels = new Uint8Array(copies.length)
    const rowWeights = new Float64Array(copies.length)
    let positives = 0
    let negatives = 0
    copies.forEach(({ known, weight }, i) => {
      if (known[act]! < 0) return
      use.push(i)
      labels[i] = known[act]!
      rowWeights[i] = weight
      if (known[act]) positives += weight
      else negatives += weight
    })
    const lift = Math.min(8, Math.max(1, Math.sqrt(negatives / Math.max(1, positives))))
    for (const i of use) if (labels[i]) rowWeights[i]! *= lift
    const fitted = trainLogistic(rows, labels, rowWeights, Int32Array.from(use), {
      epochs: EPOCHS,
      rate: 0.15,
      l2: L2,
      seed: 31 + act,
      buckets: ACT_BUCKETS,
    })
    for (let b = 0; b < ACT_BUCKETS; b++) weights[b * ACTS.length + act] = fitted.weights[b]!
    biases.push(Math.round(fitted.bias * 1e4) / 1e4)
  }
  return { ...pack(weights), biases }
}

/** The rows with the largest weights in four bits a weight, the largest of those clipped; the rest is 0. */
function pack(weights: Float64Array): Pick<ActModelFile, 'rows' | 'weights' | 'scale'> {
  const peaks = Float64Array.from({ length: ACT_BUCKETS }, (_, bucket) => {
    let peak = 0
    for (let act = 0; act < ACTS.length; act++)
      peak = Math.max(peak, Math.abs(weights[bucket * ACTS.length + act]!))
    return peak
  })
  const sorted = Float64Array.from(peaks).sort().reverse()
  const least = sorted[ROWS - 1]!
  const scale = (sorted[Math.floor(ROWS * CLIPPED)]! || 1) / LARGEST
  const rows = Buffer.alloc(ACT_BUCKETS / 8)
  const bytes: number[] = []
  for (let bucket = 0; bucket < ACT_BUCKETS; bucket++) {
    if (peaks[bucket]! < least || peaks[bucket] === 0) continue
    rows[bucket >> 3]! |= 1 << (bucket & 7)
    const bits = (act: number) => {
      const value = Math.round(weights[bucket * ACTS.length + act]! / scale)
      return MIDDLE + Math.max(-LARGEST, Math.min(LARGEST, value))
    }
    for (let act = 0; act < ACTS.length; act += 2) bytes.push(bits(act) | (bits(act + 1) << 4))
  }
  return {
    rows: rows.toString('base64'),
    weights: Buffer.from(bytes).toString('base64'),
    scale: Number(scale.toPrecision(6)),
  }
}
/** How many buckets keep a row: what the file may weigh. */
const ROWS = 43_000
const CLIPPED = 0.03
const LARGEST = 7

/** Every message of the conversations, marked by hand or guessed from phrases; `harm` and `met` from how pairs differ. */
export function actExamples(conversations: readonly AuthoredConversation[], words: Words): ActExample[] {
  const texts = textsByScenario(conversations)
  return conversations.flatMap(({ scenario, risky, acts, conversation }) => {
    // Where no refusal is marked, nobody looked for them.
    const refusals = acts?.some((marked) => marked.includes('ref')) ? 0 : -1
    return readConversation(conversation, words).map((reading, i) => {
      const { text } = conversation.messages[i]!
      const known = acts ? marks(acts[i]!, reading, refusals) : guesses(reading)
      const sides = texts.get(scenario)!
      const shared = sides.risky.has(text) && sides.ordinary.has(text)
      const byActor = reading.author === 'A'
      known[HARM] = shared ? -1 : risky && byActor ? 1 : 0
      known[MET] = shared || byActor ? -1 : risky ? 1 : 0
      return { reading, known, weight: acts ? MARKED : GUESSED }
    })
  })
}

export function labelledExamples(messages: readonly LabelledMessage[], words: Words): ActExample[] {
  return messages.map(({ acts, text }) => {
    const known = new Int8Array(ACTS.length)
    for (const act of acts) known[ACTS.indexOf(act)] = 1
    const staged = acts.some((act) => STAGES.some((stage) => stage === act))
    known[MET] = -1
    known[HARM] = staged || acts.includes('ref') ? -1 : 0
    return { reading: alone(text, words), known, weight: MARKED }
  })
}

/** Ordinary chat performs no act, unless a phrase says that it may. */
export function ordinaryExamples(texts: readonly string[], words: Words): ActExample[] {
  return texts.map((text) => {
    const reading = alone(text, words)
    const known = guesses(reading)
    for (let act = 0; act < known.length; act++) if (known[act] === 1) known[act] = -1
    known[HARM] = 0
    return { reading, known, weight: ORDINARY }
  })
}

function alone(text: string, words: Words): Reading {
  const message = { id: '0', author: 'A', text, at: 0, reported: false }
  return readConversation({ messages: [message], participants: {} }, words)[0]!
}

function marks(acts: readonly Act[], reading: Reading, unmarkedRefusal: 0 | -1): Int8Array {
  const known = new Int8Array(ACTS.length)
  for (const act of acts) known[ACTS.indexOf(act)] = 1
  if (!acts.includes('ref')) known[REFUSAL] = reading.others.has('refusal') ? 1 : unmarkedRefusal
  return known
}

function guesses(reading: Reading): Int8Array {
  const known = new Int8Array(ACTS.length)
  for (const code of reading.codes) {
    const act = ACTS.indexOf(stageOf(code) as Act)
    if (act >= 0) known[act] = code.endsWith('.soft') && known[act] !== 1 ? -1 : 1
  }
  if (reading.others.has('refusal')) known[ACTS.indexOf('ref')] = 1
  if (reading.others.has('open_to_parents')) known[ACTS.indexOf('open')] = 1
  if (reading.spokenAbout > 0) known[ACTS.indexOf('rep')] = 1
  return known
}

function textsByScenario(conversations: readonly AuthoredConversation[]) {
  const out = new Map<string, { risky: Set<string>; ordinary: Set<string> }>()
  for (const { scenario, risky, conversation } of conversations) {
    const sides = out.get(scenario) ?? { risky: new Set(), ordinary: new Set() }
    for (const { text } of conversation.messages) sides[risky ? 'risky' : 'ordinary'].add(text)
    out.set(scenario, sides)
  }
  return out
}

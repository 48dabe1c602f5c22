import { grooming } from '../grooming'
import { hashWord } from '../text/hash'
import type { Words } from '../text/repair'
import { tokenise } from '../text/tokenise'
import type { Row } from './corpora'
import type { Metric } from './evaluate-harassment'
import { type AuthoredConversation, readConversations, withoutAges } from './grooming-conversations'
import { seededRandom, trainLogistic } from './logistic'
import { auc, bootstrap, upperQuantile } from './metrics'
import { crossValidated, ordinaryWindows } from './train-grooming'

/** The grooming score on conversations that neither weights nor phrases were made from, beside two baselines. */
export function evaluateGrooming(
  rows: readonly Row[],
  words: Words,
  review: number,
  urgent: number,
): Metric[] {
  const train = [...readConversations('train'), ...readConversations('dev')]
  const test = readConversations('test')
  const out: Metric[] = []
  for (const [name, conversations] of [
    ['test', test],
    ['test without ages', test.map(withoutAges)],
  ] as const) {
    const scores = conversations.map(({ conversation }) => grooming.classify(conversation).score ?? 1)
    const labels = conversations.map(({ risky }) => (risky ? 1 : 0))
    const pick = (sample: Int32Array) =>
      auc(
        [...sample].map((i) => scores[i]!),
        [...sample].map((i) => labels[i]!),
      )
    const risky = scores.filter((_, i) => labels[i])
    const ordinary = scores.filter((_, i) => !labels[i])
    const at5 = upperQuantile(ordinary, 0.05)
    out.push(
      {
        name: `grooming ${name} auc`,
        value: auc(scores, labels),
        interval: bootstrap(scores.length, pick, seededRandom(3)),
        n: scores.length,
      },
      {
        name: `grooming ${name} recall at 5 % false positives`,
        value: share(risky, (s) => s > at5),
        n: risky.length,
      },
      { name: `grooming ${name} recall@review`, value: share(risky, (s) => s >= review), n: risky.length },
      {
        name: `grooming ${name} contrast above review`,
        value: share(ordinary, (s) => s >= review),
        n: ordinary.length,
      },
      {
        name: `grooming ${name} contrast above urgent`,
        value: share(ordinary, (s) => s >= urgent),
        n: ordinary.length,
      },
    )
  }
  const validated = crossValidated(train, [], words)
  const labels = validated.map(({ risky }) => (risky ? 1 : 0))
  out.push(
    {
      name: 'grooming cross-validated auc, phrases known',
      value: auc(
        validated.map((v) => v.score),
        labels,
      ),
      n: labels.length,
    },
    {
      name: 'grooming cross-validated auc, phrases unknown',
      value: auc(
        validated.map((v) => v.unforeseen),
        labels,
      ),
      n: labels.length,
    },
    {
      name: 'grooming baseline bag of words auc',
      value: wordBaseline(train, test, words, () => true),
      n: test.length,
    },
    {
      name: 'grooming baseline function words auc',
      value: wordBaseline(train, test, words, (word) => FUNCTION_WORDS.has(word)),
      n: test.length,
    },
  )
  const windows = ordinaryWindows(rows, 'heldout', 1_500)
  const scores = windows.map((window) => grooming.classify(window).score ?? 1)
  out.push(
    {
      name: 'grooming ordinary conversations above review',
      value: share(scores, (s) => s >= review),
      n: scores.length,
    },
    {
      name: 'grooming ordinary conversations above urgent',
      value: share(scores, (s) => s >= urgent),
      n: scores.length,
    },
  )
  return out
}

function share(scores: readonly number[], keep: (score: number) => boolean): number {
  return scores.filter(keep).length / scores.length
}

/** Logistic regression on the words of the whole conversation: what style and topic alone can tell. */
function wordBaseline(
  train: AuthoredConversation[],
  test: AuthoredConversation[],
  words: Words,
  keep: (word: string) => boolean,
): number {
  const all = [...train, ...test]
  const size = 1 << 14
  const rows = all.map(({ conversation }) => {
    const buckets = new Set<number>()
    for (const { text } of conversation.messages)
      for (const token of tokenise(text, words))
        if (keep(token.text)) buckets.add(hashWord(token.text) & (size - 1))
    return [...buckets]
  })
  const offsets = new Int32Array(rows.length + 1)
  rows.forEach((row, i) => {
    offsets[i + 1] = offsets[i]! + row.length
  })
  const features = { offsets, buckets: Int32Array.from(rows.flat()) }
  const labels = Uint8Array.from(all, ({ risky }) => (risky ? 1 : 0))
  const { weights } = trainLogistic(
    features,
    labels,
    new Float64Array(all.length).fill(1),
    Int32Array.from(train.keys()),
    {
      epochs: 30,
      rate: 0.2,
      l2: 1e-4,
      seed: 3,
      buckets: size,
    },
  )
  const scores = test.map((_, k) => {
    const row = rows[train.length + k]!
    return row.reduce((sum, bucket) => sum + weights[bucket]!, 0) / Math.sqrt(Math.max(1, row.length))
  })
  return auc(scores, [...labels.subarray(train.length)])
}

const FUNCTION_WORDS = new Set(
  (
    'a an the and or but if then so because of to in on at by for with from as than i me my we us our you your he him his she her ' +
    'they them their it its this that these those is are was were be been am do does did have has had will would can could should ' +
    'not no what who when where how why there here just only too very . , ? !'
  ).split(' '),
)

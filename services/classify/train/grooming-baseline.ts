import { hashWord } from '../text/hash'
import type { Words } from '../text/repair'
import { tokenise } from '../text/tokenise'
import type { AuthoredConversation } from './grooming-conversations'
import { trainLogistic } from './logistic'
import { auc } from './metrics'

const SIZE = 1 << 14
const FOLDS = 10

/**
 * AUC of a logistic regression on the words of the whole conversation: what style and topic alone can tell. If it
 * tells the pairs apart, they are no minimal pairs and a score on them shows little.
 */
export function wordBaseline(
  train: readonly AuthoredConversation[],
  test: readonly AuthoredConversation[],
  words: Words,
  kind: 'bag of words' | 'function words',
): number {
  const scores = fitAndScore([...train], [...test], words, kind)
  return auc(scores, test.map(labelOf))
}

/** The same learned from the test pairs themselves, each scenario scored by weights of the others. */
export function wordBaselineWithin(
  test: readonly AuthoredConversation[],
  words: Words,
  kind: 'bag of words' | 'function words',
): number {
  const scenarios = [...new Set(test.map((c) => c.scenario))].sort()
  const scores: number[] = []
  const labels: number[] = []
  for (let k = 0; k < FOLDS; k++) {
    const held = new Set(scenarios.filter((_, i) => i % FOLDS === k))
    const own = test.filter((c) => held.has(c.scenario))
    scores.push(
      ...fitAndScore(
        test.filter((c) => !held.has(c.scenario)),
        own,
        words,
        kind,
      ),
    )
    labels.push(...own.map(labelOf))
  }
  return auc(scores, labels)
}

function fitAndScore(
  train: readonly AuthoredConversation[],
  test: readonly AuthoredConversation[],
  words: Words,
  kind: 'bag of words' | 'function words',
): number[] {
  const rows = [...train, ...test].map(({ conversation }) => {
    const buckets = new Set<number>()
    for (const { text } of conversation.messages)
      for (const token of tokenise(text, words))
        if (kind === 'bag of words' || FUNCTION_WORDS.has(token.text))
          buckets.add(hashWord(token.text) & (SIZE - 1))
    return [...buckets]
  })
  const offsets = new Int32Array(rows.length + 1)
  rows.forEach((row, i) => {
    offsets[i + 1] = offsets[i]! + row.length
  })
  const { weights } = trainLogistic(
    { offsets, buckets: Int32Array.from(rows.flat()) },
    Uint8Array.from([...train, ...test], labelOf),
    new Float64Array(rows.length).fill(1),
    Int32Array.from(train.keys()),
    { epochs: 30, rate: 0.2, l2: 1e-4, seed: 3, buckets: SIZE },
  )
  return test.map((_, k) => {
    const row = rows[train.length + k]!
    return row.reduce((sum, bucket) => sum + weights[bucket]!, 0) / Math.sqrt(Math.max(1, row.length))
  })
}

function labelOf({ risky }: AuthoredConversation): number {
  return risky ? 1 : 0
}

const FUNCTION_WORDS = new Set(
  (
    'a an the and or but if then so because of to in on at by for with from as than i me my we us our you your he him his she her ' +
    'they them their it its this that these those is are was were be been am do does did have has had will would can could should ' +
    'not no what who when where how why there here just only too very . , ? !'
  ).split(' '),
)

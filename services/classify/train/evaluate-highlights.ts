import type { MessageScorer } from '../harassment/score-message'
import type { Row } from './corpora'
import { type Metric, mean } from './metric-lines'

/**
 * Highlights against the raters' spans: the mean character F1 of a post (1 where both are empty), and the F1 of
 * whole words over all posts, a word counting when more than half of it is covered.
 */
export function highlightMetrics(scorer: MessageScorer, rows: readonly Row[]): Metric[] {
  const f1s: number[] = []
  let hit = 0
  let said = 0
  let meant = 0
  for (const { text, spans = [] } of rows) {
    const truth = mark(text.length, spans)
    const marked = mark(
      text.length,
      scorer.score(text).spans.map(({ start, end }): [number, number] => [start, end]),
    )
    f1s.push(characterF1(truth, marked))
    for (const { index, 0: word } of text.matchAll(/\S+/g)) {
      const isMeant = covered(truth, index, index + word.length)
      const isSaid = covered(marked, index, index + word.length)
      if (isMeant) meant++
      if (isSaid) said++
      if (isMeant && isSaid) hit++
    }
  }
  return [
    mean('highlight character f1', f1s, '≥ .66'),
    { name: 'highlight token-span f1', value: (2 * hit) / (said + meant), n: rows.length },
    { name: 'highlight token-span precision', value: hit / said, n: said },
    { name: 'highlight token-span recall', value: hit / meant, n: meant },
  ]
}

function mark(length: number, spans: readonly [number, number][]): Uint8Array {
  const marks = new Uint8Array(length)
  for (const [start, end] of spans) marks.fill(1, start, end)
  return marks
}

function characterF1(truth: Uint8Array, marked: Uint8Array): number {
  let both = 0
  let all = 0
  for (let i = 0; i < truth.length; i++) {
    all += truth[i]! + marked[i]!
    if (truth[i] && marked[i]) both++
  }
  return all === 0 ? 1 : (2 * both) / all
}

function covered(marks: Uint8Array, from: number, to: number): boolean {
  let sum = 0
  for (let i = from; i < to; i++) sum += marks[i]!
  return sum * 2 > to - from
}

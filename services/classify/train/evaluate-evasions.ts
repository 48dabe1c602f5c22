import { seededRandom } from '#lib/seeded-random'
import { harassment } from '../harassment'
import type { MessageScorer } from '../harassment/score-message'
import type { Row } from './corpora'
import { type Disguise, EVASIONS, MORE_EVASIONS } from './evasions'
import { type Metric, mean } from './metric-lines'

/** Recall lost at the review threshold when the two most decisive words of a caught message are disguised. */
export function evasions(scorer: MessageScorer, rows: Row[], review: number): Metric[] {
  const caught = rows.filter(
    (row, i) => i % 4 === 0 && row.text.length < 200 && scorer.score(row.text).score >= review,
  )
  const words = new Map(caught.map((row) => [row, decisive(scorer, row.text)]))
  const lostBy = (disguise: Disguise) => {
    const random = seededRandom(11)
    return caught.map((row) =>
      Number(scorer.score(disguise(row.text, words.get(row)!, random)).score < review),
    )
  }
  const twelve = Object.entries(EVASIONS).map(([name, disguise]) => ({ name, lost: lostBy(disguise) }))
  const metrics = twelve.map(({ name, lost }) => mean(`evasion ${name} recall lost`, lost))
  const worst = metrics.reduce((most, metric) => (metric.value > most.value ? metric : most))
  return [
    ...metrics,
    mean(
      'evasions, mean recall lost',
      caught.map((_, i) => twelve.reduce((sum, { lost }) => sum + lost[i]!, 0) / twelve.length),
      '≤ 8 %',
    ),
    { ...worst, name: 'evasions, worst recall lost', target: '≤ 15 %' },
    ...Object.entries(MORE_EVASIONS).map(([name, disguise]) =>
      mean(`evasion ${name} recall lost`, lostBy(disguise)),
    ),
  ]
}

/** The two words without which the score falls most, as [start, end). */
function decisive(scorer: MessageScorer, text: string): [number, number][] {
  const words = [...text.matchAll(/[A-Za-z']{3,}/g)].map((m): [number, number] => [
    m.index,
    m.index + m[0].length,
  ])
  return words
    .map((word) => ({ word, score: scorer.score(text.slice(0, word[0]) + text.slice(word[1])).score }))
    .sort((a, b) => a.score - b.score)
    .slice(0, 2)
    .map(({ word }) => word)
    .sort((a, b) => a[0] - b[0])
}

/** Twenty consecutive messages at a time through the whole classifier. */
export function ordinaryConversations(rows: Row[]): Metric[] {
  const review: number[] = []
  const urgent: number[] = []
  const foreign: number[] = []
  for (let from = 0; from + 20 <= rows.length && review.length < 1_500; from += 20) {
    const messages = rows.slice(from, from + 20).map((row, i) => ({
      id: `${i}`,
      author: i % 2 ? 'a' : 'b',
      text: row.text,
      at: i * 60_000,
      reported: false,
    }))
    const { status, band } = harassment.classify({ messages, participants: {} })
    foreign.push(Number(status === 'unavailable'))
    review.push(Number(band === 'review' || band === 'urgent'))
    urgent.push(Number(band === 'urgent'))
  }
  return [
    mean('ordinary conversations of 20 at review or above', review),
    mean('ordinary conversations of 20 at urgent', urgent),
    mean('ordinary conversations of 20 called foreign', foreign),
  ]
}

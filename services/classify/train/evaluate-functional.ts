import type { MessageScorer } from '../harassment/score-message'
import { FUNCTIONAL_KINDS, readPairs } from './functional-suite'
import { type Metric, mean, ranked } from './metric-lines'
import { auc, macroF1 } from './metrics'

/** The functional suite's test half: by kind, and over the five kinds that corpora do not hold by their nature. */
export function functionalMetrics(scorer: MessageScorer, review: number, prefix: string): Metric[] {
  const pairs = readPairs().filter(({ part }) => part === 'test')
  const scored = pairs.map(({ kind, abusive, benign }) => ({
    kind,
    abusive: scorer.score(abusive).score,
    benign: scorer.score(benign).score,
  }))
  const flat = (of: typeof scored) => ({
    scores: of.flatMap(({ abusive, benign }) => [abusive, benign]),
    labels: of.flatMap(() => [1, 0]),
  })
  const suite = flat(scored.filter(({ kind }) => kind !== 'game-chat'))
  const games = flat(scored.filter(({ kind }) => kind === 'game-chat'))
  const f1 = (s: number[], l: number[]) => macroF1(s, l, 0.5)
  return [
    ranked(`${prefix} tests macro_f1@0.5`, suite, f1, '≥ .65'),
    ranked(`${prefix} tests auc`, suite, auc),
    ranked(`${prefix} game chat auc`, games, auc, '≥ .91'),
    ranked(`${prefix} game chat macro_f1@0.5`, games, f1),
    ...FUNCTIONAL_KINDS.flatMap((kind) => {
      const own = scored.filter((pair) => pair.kind === kind)
      return [
        mean(
          `${prefix} ${kind} recall@review`,
          own.map(({ abusive }) => Number(abusive >= review)),
        ),
        mean(
          `${prefix} ${kind} look-alikes above review`,
          own.map(({ benign }) => Number(benign >= review)),
        ),
        mean(
          `${prefix} ${kind} abusive above its look-alike`,
          own.map(({ abusive, benign }) => Number(abusive > benign)),
        ),
      ]
    }),
  ]
}

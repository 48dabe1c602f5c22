import type { MessageScorer } from '../harassment/score-message'
import { ALL_KINDS, CATEGORY_KINDS, readPairs } from './functional-suite'
import { type Metric, mean, ranked } from './metric-lines'
import { auc, macroF1 } from './metrics'

/**
 * The functional suite's test half: by kind, and over the five kinds that corpora do not hold by their nature. The
 * kinds of the categories by themselves, and how many of those above review have their category.
 */
export function functionalMetrics(scorer: MessageScorer, review: number, prefix: string): Metric[] {
  const pairs = readPairs().filter(({ part }) => part === 'test')
  const scored = pairs.map(({ kind, abusive, benign }) => {
    const { score, categories } = scorer.score(abusive)
    return { kind, abusive: score, categories, benign: scorer.score(benign).score }
  })
  const flat = (of: typeof scored) => ({
    scores: of.flatMap(({ abusive, benign }) => [abusive, benign]),
    labels: of.flatMap(() => [1, 0]),
  })
  const suite = flat(scored.filter(({ kind }) => !(kind in CATEGORY_KINDS) && kind !== 'game-chat'))
  const plain = flat(scored.filter(({ kind }) => kind in CATEGORY_KINDS))
  const games = flat(scored.filter(({ kind }) => kind === 'game-chat'))
  const f1 = (s: number[], l: number[]) => macroF1(s, l, 0.5)
  return [
    ranked(`${prefix} tests macro_f1@0.5`, suite, f1, '≥ .65'),
    ranked(`${prefix} tests auc`, suite, auc),
    ranked(`${prefix} game chat auc`, games, auc, '≥ .91'),
    ranked(`${prefix} game chat macro_f1@0.5`, games, f1),
    ranked(`${prefix} by category macro_f1@0.5`, plain, f1),
    ranked(`${prefix} by category auc`, plain, auc),
    ...Object.entries(CATEGORY_KINDS).map(([kind, category]) =>
      mean(
        `${prefix} ${kind} named so, of those above review`,
        scored
          .filter((pair) => pair.kind === kind && pair.abusive >= review)
          .map(({ categories }) => Number(categories.includes(category))),
      ),
    ),
    ...ALL_KINDS.flatMap((kind) => {
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

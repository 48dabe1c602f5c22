import type { Band, ClassifierConversation } from '#domain/signal'
import { seededRandom } from '#lib/seeded-random'
import { grooming } from '../grooming'
import type { Words } from '../text/repair'
import type { Row } from './corpora'
import { wordBaseline, wordBaselineWithin } from './grooming-baseline'
import {
  type AuthoredConversation,
  assertFrozen,
  readConversations,
  withoutAges,
} from './grooming-conversations'
import { ordinaryWindows } from './grooming-material'
import type { Metric } from './metric-lines'
import { auc, bootstrap, calibrationError, upperQuantile } from './metrics'

/**
 * The grooming score on pairs that neither weights nor phrases were made from, beside what words alone can tell: all
 * of them together, and each set by itself.
 *
 * @throws Error when the measured conversations are not those that were frozen.
 */
export function evaluateGrooming(rows: readonly Row[], words: Words): Metric[] {
  assertFrozen()
  const learned = readConversations('learned')
  const measured = readConversations('measured')
  const sets = [...new Set(measured.map(({ set }) => set))]
  return [
    ...discrimination('grooming', measured),
    ...discrimination('grooming without ages', measured.map(withoutAges)),
    ...sets.flatMap((set) =>
      discrimination(
        `grooming, set ${set}`,
        measured.filter((c) => c.set === set),
      ),
    ),
    ...byKind(measured),
    ...byLength(measured),
    ...baselines('', learned, measured, words),
    ...sets.flatMap((set) =>
      baselines(
        `, set ${set}`,
        learned,
        measured.filter((c) => c.set === set),
        words,
      ),
    ),
    ...ordinary(rows),
  ]
}

type Scored = { score: number; band: Band | null; risky: boolean }

function scored(conversation: ClassifierConversation, risky: boolean): Scored {
  const { score, band } = grooming.classify(conversation)
  return { score: score ?? 1, band, risky }
}

function discrimination(name: string, conversations: readonly AuthoredConversation[]): Metric[] {
  const all = conversations.map((c) => scored(c.conversation, c.risky))
  const measured = (what: string, of: (sample: Scored[]) => number, n = all.length): Metric => ({
    name: `${name} ${what}`,
    value: of(all),
    interval: bootstrap(all.length, (at) => of([...at].map((i) => all[i]!)), seededRandom(3)),
    n,
  })
  const risky = all.filter((s) => s.risky).length
  const inBand = (sample: Scored[], wanted: boolean, bands: Band[]) =>
    share(
      sample.filter((s) => s.risky === wanted),
      (s) => s.band === null || bands.includes(s.band),
    )
  return [
    measured('auc', aucOf),
    measured('recall at 5 % false positives', recallAt5, risky),
    measured('recall@review', (s) => inBand(s, true, ['review', 'urgent']), risky),
    measured('contrast above review', (s) => inBand(s, false, ['review', 'urgent']), all.length - risky),
    measured('recall@urgent', (s) => inBand(s, true, ['urgent']), risky),
    measured('contrast above urgent', (s) => inBand(s, false, ['urgent']), all.length - risky),
    measured('calibration error', (s) =>
      calibrationError(
        s.map((x) => x.score),
        s.map((x) => (x.risky ? 1 : 0)),
      ),
    ),
    pairsInOrder(name, conversations, all),
  ]
}

function aucOf(sample: readonly Scored[]): number {
  return auc(
    sample.map((s) => s.score),
    sample.map((s) => (s.risky ? 1 : 0)),
  )
}

function recallAt5(sample: readonly Scored[]): number {
  const limit = upperQuantile(
    sample.filter((s) => !s.risky).map((s) => s.score),
    0.05,
  )
  return share(
    sample.filter((s) => s.risky),
    (s) => s.score > limit,
  )
}

/** Of the pairs, the share whose risky member scores higher. */
function pairsInOrder(
  name: string,
  conversations: readonly AuthoredConversation[],
  all: readonly Scored[],
): Metric {
  const scores = new Map<string, { risky?: number; ordinary?: number }>()
  conversations.forEach(({ scenario }, i) => {
    const pair = scores.get(scenario) ?? {}
    pair[all[i]!.risky ? 'risky' : 'ordinary'] = all[i]!.score
    scores.set(scenario, pair)
  })
  const whole = [...scores.values()].filter((p) => p.risky !== undefined && p.ordinary !== undefined)
  return {
    name: `${name} pairs in order`,
    value: share(whole, (p) => p.risky! > p.ordinary!),
    n: whole.length,
  }
}

/** Both sides at the review threshold, by kind of conversation. */
function byKind(test: readonly AuthoredConversation[]): Metric[] {
  const kinds = [...new Set(test.map((c) => c.kind))].sort()
  return kinds.flatMap((kind) => {
    const own = test.filter((c) => c.kind === kind).map((c) => scored(c.conversation, c.risky))
    const contrast = own.filter((s) => !s.risky)
    return [
      {
        name: `grooming contrast above review, ${kind}`,
        value: share(contrast, (s) => s.band !== 'low'),
        n: contrast.length,
      },
    ]
  })
}

/** How early: the share of risky conversations above the review threshold after so many messages. */
function byLength(test: readonly AuthoredConversation[]): Metric[] {
  const risky = test.filter((c) => c.risky).map((c) => c.conversation)
  return [2, 4, 6, 8, 10, 12].map((count) => ({
    name: `grooming recall@review after ${count} messages`,
    value: share(risky, ({ messages, participants }) => {
      const { band } = grooming.classify({ messages: messages.slice(0, count), participants })
      return band !== 'low'
    }),
    n: risky.length,
  }))
}

function baselines(
  name: string,
  train: AuthoredConversation[],
  test: AuthoredConversation[],
  words: Words,
): Metric[] {
  return (['bag of words', 'function words'] as const).flatMap((kind) => [
    {
      name: `grooming baseline ${kind} auc${name}`,
      value: wordBaseline(train, test, words, kind),
      n: test.length,
    },
    {
      name: `grooming baseline ${kind} auc${name}, learned from the same pairs`,
      value: wordBaselineWithin(test, words, kind),
      n: test.length,
    },
  ])
}

function ordinary(rows: readonly Row[]): Metric[] {
  const all = ordinaryWindows(rows, 'heldout', 3_000).map((window) => scored(window, false))
  return (['review', 'urgent'] as const).map((band) => ({
    name: `grooming ordinary conversations at ${band}`,
    value: share(all, (s) => s.band === 'urgent' || s.band === band),
    interval: bootstrap(
      all.length,
      (at) =>
        share(
          [...at].map((i) => all[i]!),
          (s) => s.band === 'urgent' || s.band === band,
        ),
      seededRandom(4),
    ),
    n: all.length,
  }))
}

function share<T>(values: readonly T[], keep: (value: T) => boolean): number {
  return values.length === 0 ? Number.NaN : values.filter(keep).length / values.length
}

import { harassment } from '../harassment'
import { MessageScorer } from '../harassment/score-message'
import { LinearModel } from '../linear/model'
import { ORDINARY_CHAT, type Row } from './corpora'
import { EVASIONS } from './evasions'
import { seededRandom } from './logistic'
import { auc, bestMacroF1, bootstrap, calibrationError, macroF1, shareAbove } from './metrics'
import { fitHarassment, indices, type Prepared, toModelFile } from './train-harassment'

/** One line of the metric table. `interval` is a 95 % bootstrap interval; `target` is what part C asks for. */
export type Metric = { name: string; value: number; interval?: [number, number]; n: number }

type Scored = { rows: Row[]; scores: number[]; labels: number[] }

function scoreRows(scorer: MessageScorer, rows: Row[]): Scored {
  return {
    rows,
    scores: rows.map((row) => scorer.score(row.text).score),
    labels: rows.map((row) => row.label),
  }
}

function aucWithInterval(name: string, { scores, labels }: Scored): Metric {
  const pick = (sample: Int32Array) =>
    auc(
      [...sample].map((i) => scores[i]!),
      [...sample].map((i) => labels[i]!),
    )
  return {
    name,
    value: auc(scores, labels),
    interval: bootstrap(scores.length, pick, seededRandom(7), 100),
    n: scores.length,
  }
}

function f1WithInterval(name: string, { scores, labels }: Scored, threshold: number): Metric {
  const pick = (sample: Int32Array) =>
    macroF1(
      [...sample].map((i) => scores[i]!),
      [...sample].map((i) => labels[i]!),
      threshold,
    )
  return {
    name,
    value: macroF1(scores, labels, threshold),
    interval: bootstrap(scores.length, pick, seededRandom(7), 100),
    n: scores.length,
  }
}

function perSource(prefix: string, scored: Scored, review: number): Metric[] {
  const positives = scored.scores.filter((_, i) => scored.labels[i])
  return [
    aucWithInterval(`${prefix} auc`, scored),
    f1WithInterval(`${prefix} macro_f1@0.5`, scored, 0.5),
    {
      name: `${prefix} best macro_f1`,
      value: bestMacroF1(scored.scores, scored.labels),
      n: scored.scores.length,
    },
    { name: `${prefix} recall@review`, value: shareAbove(positives, review), n: positives.length },
  ]
}

/** Sources that hold both labels, most of them from one platform each. */
export const LABELLED = [
  'convabuse',
  'davidson',
  'hatexplain',
  'stormfront',
  'edos',
  'hatemoji',
  'misogyny_reddit',
  'gab_ghc',
  'diasafety_offend',
  'toxic_spans_sent',
  'wiki_context',
  'wiki_talk',
  'authored_v1',
]

/** The shipped recipe on what was held out of each source. */
export function heldOutBySource(
  prepared: Prepared,
  model: LinearModel,
  thresholds: { review: number; urgent: number },
): Metric[] {
  const scorer = new MessageScorer(model, thresholds.review)
  const held = (keep: (row: Row) => boolean) =>
    [...indices(prepared, (row, fold) => fold === 'heldout' && keep(row))].map((i) => prepared.rows[i]!)
  const out: Metric[] = []
  for (const source of LABELLED)
    out.push(
      ...perSource(
        `held-out ${source}`,
        scoreRows(
          scorer,
          held((r) => r.source === source),
        ),
        thresholds.review,
      ),
    )
  for (const source of [...ORDINARY_CHAT, 'goemotions', 'wiki_identity', 'ms_chitchat']) {
    const { scores } = scoreRows(scorer, held((r) => r.source === source && r.label === 0).slice(0, 8_000))
    out.push({
      name: `ordinary ${source} above review`,
      value: shareAbove(scores, thresholds.review),
      n: scores.length,
    })
    out.push({
      name: `ordinary ${source} above urgent`,
      value: shareAbove(scores, thresholds.urgent),
      n: scores.length,
    })
  }
  const threats = scoreRows(
    scorer,
    held((r) => r.label === 1 && /threat/.test(r.category)),
  )
  out.push({
    name: 'threats recall@review',
    value: shareAbove(threats.scores, thresholds.review),
    n: threats.rows.length,
  })
  const all = scoreRows(
    scorer,
    held((r) => LABELLED.includes(r.source)).filter((_, i) => i % 3 === 0),
  )
  out.push({
    name: 'calibration error, pooled',
    value: calibrationError(all.scores, all.labels),
    n: all.rows.length,
  })
  out.push(
    ...highlights(
      scorer,
      held((r) => r.source === 'toxic_spans'),
    ),
  )
  out.push(
    ...evasions(
      scorer,
      held(
        (r) =>
          r.label === 1 && ['convabuse', 'davidson', 'authored_v1', 'toxic_spans_sent'].includes(r.source),
      ),
      thresholds.review,
    ),
  )
  out.push(...ordinaryConversations(held((r) => ORDINARY_CHAT.includes(r.source))))
  return out
}

/** Mean character F1 of highlights against the raters' spans, over all posts and where raters marked something. */
function highlights(scorer: MessageScorer, rows: Row[]): Metric[] {
  let sum = 0
  for (const row of rows) {
    const truth = new Set<number>()
    for (const [start, end] of row.spans ?? []) for (let at = start; at < end; at++) truth.add(at)
    const said = new Set<number>()
    for (const { start, end } of scorer.score(row.text).spans)
      for (let at = start; at < end; at++) said.add(at)
    let hit = 0
    for (const at of said) if (truth.has(at)) hit++
    sum += truth.size + said.size === 0 ? 1 : (2 * hit) / (truth.size + said.size)
  }
  return [{ name: 'highlight character f1', value: sum / rows.length, n: rows.length }]
}

/** Recall lost at the review threshold when the two most decisive words of a caught message are disguised. */
function evasions(scorer: MessageScorer, rows: Row[], review: number): Metric[] {
  const caught = rows.filter(
    (row, i) => i % 4 === 0 && row.text.length < 200 && scorer.score(row.text).score >= review,
  )
  const out: Metric[] = []
  let sum = 0
  let worst = 0
  for (const [name, disguise] of Object.entries(EVASIONS)) {
    const random = seededRandom(11)
    let still = 0
    for (const row of caught)
      if (scorer.score(disguise(row.text, decisive(scorer, row.text), random)).score >= review) still++
    const lost = 1 - still / caught.length
    sum += lost
    worst = Math.max(worst, lost)
    out.push({ name: `evasion ${name} recall lost`, value: lost, n: caught.length })
  }
  out.push({ name: 'evasion mean recall lost', value: sum / Object.keys(EVASIONS).length, n: caught.length })
  out.push({ name: 'evasion worst recall lost', value: worst, n: caught.length })
  return out
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
function ordinaryConversations(rows: Row[]): Metric[] {
  let review = 0
  let urgent = 0
  let foreign = 0
  let n = 0
  for (let from = 0; from + 20 <= rows.length && n < 1_500; from += 20) {
    const messages = rows.slice(from, from + 20).map((row, i) => ({
      id: `${i}`,
      author: i % 2 ? 'a' : 'b',
      text: row.text,
      at: i * 60_000,
      reported: false,
    }))
    const signal = harassment.classify({ messages, participants: {} })
    n++
    if (signal.status === 'unavailable') foreign++
    if (signal.band === 'review' || signal.band === 'urgent') review++
    if (signal.band === 'urgent') urgent++
  }
  return [
    { name: 'ordinary conversations of 20 at review or above', value: review / n, n },
    { name: 'ordinary conversations of 20 at urgent', value: urgent / n, n },
    { name: 'ordinary conversations of 20 called foreign', value: foreign / n, n },
  ]
}

/** Each source left out whole: trained and calibrated without it, tested on all of it. */
export function leaveOneSourceOut(prepared: Prepared, sources: readonly string[]): Metric[] {
  const families: Record<string, string[]> = {
    toxic_spans_sent: ['toxic_spans'],
    wiki_context: ['wiki_talk'],
    wiki_talk: ['wiki_context'],
  }
  return sources.flatMap((source) => {
    const fitted = fitHarassment(prepared, new Set([source, ...(families[source] ?? [])]))
    const file = toModelFile(prepared, fitted)
    const { review } = file.thresholds
    const scorer = new MessageScorer(new LinearModel(file), review)
    const rows = prepared.rows
      .filter((row) => row.source === source)
      .filter((_, i, all) => i % Math.ceil(all.length / 6_000) === 0)
    return perSource(`left-out ${source}`, scoreRows(scorer, rows), review)
  })
}

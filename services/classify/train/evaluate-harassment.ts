import { MessageScorer } from '../harassment/score-message'
import { LinearModel } from '../linear/model'
import { ORDINARY_CHAT, ORDINARY_CORPORA, type Row } from './corpora'
import { calibrationMetrics, type Refit } from './evaluate-calibration'
import { evasions, ordinaryConversations } from './evaluate-evasions'
import { functionalMetrics } from './evaluate-functional'
import { errorByGroup } from './evaluate-groups'
import { highlightMetrics } from './evaluate-highlights'
import { type Metric, mean, ranked, type ScoredRows, scoreRows } from './metric-lines'
import { auc, bestMacroF1, macroF1, upperQuantile } from './metrics'
import { indices, type Prepared } from './prepare'
import { fitHarassment, toModelFile } from './train-harassment'

export type Thresholds = { review: number; urgent: number }

const AUC_TARGETS: Record<string, string> = { 'left-out platform davidson': '≥ .94' }
const F1_TARGETS: Record<string, string> = { convabuse: '≥ .88', davidson: '≥ .73' }

function perSource(prefix: string, source: string, scored: ScoredRows, review: number): Metric[] {
  const name = `${prefix} ${source}`
  const positives = scored.scores.filter((_, i) => scored.labels[i])
  return [
    ranked(`${name} auc`, scored, auc, AUC_TARGETS[name]),
    ranked(`${name} macro_f1@0.5`, scored, (s, l) => macroF1(s, l, 0.5), F1_TARGETS[source]),
    ranked(`${name} macro_f1@review`, scored, (s, l) => macroF1(s, l, review)),
    {
      name: `${name} macro_f1 at the best threshold`,
      value: bestMacroF1(scored.scores, scored.labels),
      n: scored.rows.length,
    },
    mean(
      `${name} recall@review`,
      positives.map((score) => (score >= review ? 1 : 0)),
    ),
  ]
}

/** Sources that hold both labels, by the platform or kind of place that they come from. */
export const PLATFORMS: Record<string, readonly string[]> = {
  chatbots: ['convabuse', 'ms_chitchat'],
  twitter: ['davidson', 'hatexplain'],
  reddit_gab: ['edos', 'misogyny_reddit', 'gab_ghc', 'diasafety_offend', 'goemotions'],
  stormfront: ['stormfront'],
  civil_comments: ['toxic_spans_sent', 'toxic_spans'],
  wikipedia: ['wiki_context', 'wiki_talk', 'wiki_identity'],
  authored: [
    ...['authored_v1', 'authored_v2', 'authored_v3', 'authored_v4', 'authored_pairs'],
    ...['jigsaw_templates', 'hatemoji'],
  ],
}
const BOTH_LABELS = new Set([
  ...['convabuse', 'davidson', 'hatexplain', 'edos', 'misogyny_reddit', 'gab_ghc'],
  ...['diasafety_offend', 'stormfront', 'toxic_spans_sent', 'wiki_context', 'wiki_talk', 'authored_v1'],
  ...['authored_v2', 'authored_v3', 'authored_v4', 'authored_pairs', 'hatemoji'],
])

function heldOut(prepared: Prepared, keep: (row: Row) => boolean): Row[] {
  return [...indices(prepared, (row, fold) => fold === 'heldout' && keep(row))].map((i) => prepared.rows[i]!)
}

/** The shipped weights on what was held out of each source. */
export function heldOutBySource(
  prepared: Prepared,
  model: LinearModel,
  thresholds: Thresholds,
  refit: Refit,
): Metric[] {
  const { review, urgent } = thresholds
  const scorer = new MessageScorer(model, review)
  const held = (keep: (row: Row) => boolean) => heldOut(prepared, keep)
  const out: Metric[] = []
  for (const source of BOTH_LABELS)
    out.push(
      ...perSource(
        'held-out',
        source,
        scoreRows(
          scorer,
          held((r) => r.source === source),
        ),
        review,
      ),
    )
  const chat: number[] = []
  for (const source of ORDINARY_CORPORA) {
    const { scores } = scoreRows(scorer, held((r) => r.source === source && r.label === 0).slice(0, 8_000))
    if (ORDINARY_CHAT.includes(source)) chat.push(...scores)
    out.push(
      mean(
        `ordinary ${source} above review`,
        scores.map((s) => Number(s >= review)),
        '≤ 3 %',
      ),
      mean(
        `ordinary ${source} above urgent`,
        scores.map((s) => Number(s >= urgent)),
      ),
    )
  }
  out.push(
    mean(
      'ordinary chat above review',
      chat.map((s) => Number(s >= review)),
      '≤ 1 %',
    ),
    mean(
      'ordinary chat above urgent',
      chat.map((s) => Number(s >= urgent)),
      '≤ 0.1 %',
    ),
  )
  out.push(...threatMetrics(prepared, scorer, chat))
  out.push(
    ...calibrationMetrics(
      scoreRows(
        scorer,
        held((r) => BOTH_LABELS.has(r.source) && !['authored_v4', 'authored_pairs'].includes(r.source)),
      ),
      refit,
    ),
    ...highlightMetrics(
      scorer,
      held((r) => r.source === 'toxic_spans'),
    ),
    ...functionalMetrics(scorer, review, 'functional'),
    ...evasions(
      scorer,
      held(
        (r) =>
          r.label === 1 && ['convabuse', 'davidson', 'authored_v1', 'toxic_spans_sent'].includes(r.source),
      ),
      review,
    ),
    ...ordinaryConversations(held((r) => ['irc', 'self_dialogue', 'synthetic_persona'].includes(r.source))),
    ...errorByGroup(
      scorer,
      held((r) => r.label === 0),
      review,
    ),
  )
  return out
}

/** Of the calibration fold's chat, so that no more than half a percent of other chat is. */
const CHAT_AT_THREATS = 0.0035

/** Threats caught above a threshold that chat sets: by source, and with what lies above it of chat held out. */
function threatMetrics(prepared: Prepared, scorer: MessageScorer, heldOutChat: readonly number[]): Metric[] {
  const dev = indices(prepared, (row, fold) => fold === 'calibrate' && ORDINARY_CHAT.includes(row.source))
  const limit = upperQuantile(
    [...dev].map((i) => scorer.score(prepared.rows[i]!.text).score),
    CHAT_AT_THREATS,
  )
  const threats = heldOut(prepared, (r) => r.label === 1 && /threat/.test(r.category))
  const caught = (rows: readonly Row[]) => rows.map(({ text }) => Number(scorer.score(text).score >= limit))
  // The fourth authored set was written for this figure, the pairs to be hard: what was held out of them is apart.
  const apart = ['hatemoji', 'authored_v4', 'authored_pairs']
  const written = (row: Row) => !apart.includes(row.source)
  return [
    mean(
      'threats, chat above the threshold used',
      heldOutChat.map((s) => Number(s >= limit)),
      '≤ .5 %',
    ),
    mean('threats recall, in words', caught(threats.filter(written)), '≥ .7'),
    mean(
      'threats recall, in words, without the third authored set',
      caught(threats.filter((row) => written(row) && row.source !== 'authored_v3')),
    ),
    mean(
      'threats recall, in words, outside civil comments',
      caught(threats.filter((row) => written(row) && !row.source.startsWith('toxic_spans'))),
    ),
    mean(
      'threats recall, of the fourth authored set',
      caught(threats.filter((row) => row.source === 'authored_v4')),
    ),
    mean('threats recall, in emoji', caught(threats.filter((row) => row.source === 'hatemoji'))),
  ]
}

/**
 * Each platform left out whole: trained, calibrated and given thresholds without it, then tested on its held-out
 * fold, because options were chosen with a look at the other one. Word tables are those of the shipped weights.
 */
export function leavePlatformsOut(prepared: Prepared, log: (line: string) => void = () => {}): Metric[] {
  return Object.entries(PLATFORMS).flatMap(([platform, sources]) => {
    log(`training without ${platform}`)
    const file = toModelFile(prepared, fitHarassment(prepared, new Set(sources)), new Set(sources))
    const { review } = file.thresholds
    const scorer = new MessageScorer(new LinearModel(file), review)
    const out = sources
      .filter((source) => BOTH_LABELS.has(source))
      .flatMap((source) =>
        perSource(
          'left-out platform',
          source,
          scoreRows(
            scorer,
            heldOut(prepared, (r) => r.source === source),
          ),
          review,
        ),
      )
    if (platform === 'authored')
      out.push(...functionalMetrics(scorer, review, 'no authored text: functional'))
    return out
  })
}

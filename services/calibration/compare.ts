import { drawnBins, histogramOf } from '#domain/score-histogram'
import type { Query } from '#lib/query'
import type { ShadowComparison } from './schema'

type Pair = {
  caseId: string
  live: number | null
  liveBand: string | null
  liveStatus: string
  shadow: number | null
  shadowBand: string | null
  shadowStatus: string
}
const NEWEST = 20_000
const EXAMPLES = 20
/** From what worries least. What could not be scored a person looks at in any case. */
const ORDER = ['low', 'review', 'unavailable', 'urgent']

/** What a calibration in shadow said beside what was in force, report by report. */
export async function compareShadow(
  query: Query,
  calibrationId: string,
  since: Date,
): Promise<ShadowComparison> {
  const rows = await query<Pair>(
    `SELECT x.case_id::text AS "caseId", s.score AS live, s.band AS "liveBand", s.status AS "liveStatus",
       x.score AS shadow, x.band AS "shadowBand", x.status AS "shadowStatus"
     FROM shadow_score x JOIN calibration k ON k.id = x.calibration_id
       JOIN signal s ON s.report_id = x.report_id AND s.attempt = x.attempt AND s.classifier = k.classifier
     WHERE x.calibration_id = $1::uuid AND x.created_at >= $2::timestamptz
     ORDER BY x.created_at DESC LIMIT ${NEWEST}`,
    [calibrationId, since],
  )
  const pairs = rows.map((row) => ({
    ...row,
    from: row.liveStatus === 'ok' ? (row.liveBand ?? 'unavailable') : 'unavailable',
    to: row.shadowStatus === 'ok' ? (row.shadowBand ?? 'unavailable') : 'unavailable',
  }))
  const moves = new Map<string, ShadowComparison['moves'][number]>()
  for (const { from, to } of pairs) {
    const key = `${from} ${to}`
    const move = moves.get(key) ?? { from, to, reports: 0 }
    move.reports++
    moves.set(key, move)
  }
  const moved = (up: boolean) => {
    const some = pairs.filter(({ from, to }) => {
      const step = ORDER.indexOf(to) - ORDER.indexOf(from)
      return up ? step > 0 : step < 0
    })
    return { reports: some.length, cases: [...new Set(some.map(({ caseId }) => caseId))].slice(0, EXAMPLES) }
  }
  const drawn = (scores: (number | null)[]) =>
    drawnBins(histogramOf(scores.filter((score) => score !== null)))
  return {
    calibrationId,
    reports: pairs.length,
    agreement: pairs.length === 0 ? null : pairs.filter(({ from, to }) => from === to).length / pairs.length,
    moves: [...moves.values()].toSorted((a, b) => b.reports - a.reports),
    up: moved(true),
    down: moved(false),
    live: drawn(pairs.map(({ live }) => live)),
    shadow: drawn(pairs.map(({ shadow }) => shadow)),
  }
}

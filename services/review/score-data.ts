import type { CaseScore } from '#domain/queue-view'
import { prisma } from '#lib/prisma'

type Row = { case_id: string; classifier: string; failed: boolean; score: number | null; band: string | null }

/**
 * What each classifier says of each case: of every report only the last attempt counts; the highest score
 * stands, and one failure makes the whole `unavailable`, because nobody has looked at that part.
 */
export async function caseScores(caseIds: string[]): Promise<Map<string, CaseScore[]>> {
  const scores = new Map<string, CaseScore[]>()
  if (caseIds.length === 0) return scores
  const rows = await prisma().$queryRaw<Row[]>`
    SELECT case_id, classifier, bool_or(status <> 'ok') AS failed, max(score) AS score,
      (array_agg(band ORDER BY score DESC NULLS LAST))[1] AS band
    FROM (
      SELECT DISTINCT ON (report_id, classifier) case_id, classifier, status, score, band
      FROM signal WHERE case_id = ANY(${caseIds}::uuid[])
      ORDER BY report_id, classifier, attempt DESC
    ) AS last
    GROUP BY case_id, classifier ORDER BY classifier`
  for (const row of rows) {
    const score: CaseScore = {
      classifier: row.classifier,
      status: row.failed ? 'unavailable' : 'ok',
      score: row.score,
      band: row.band,
    }
    const list = scores.get(row.case_id)
    if (list) list.push(score)
    else scores.set(row.case_id, [score])
  }
  return scores
}

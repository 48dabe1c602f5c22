import { describe, expect, it } from 'vitest'
import { allowPlugin, Scorer } from '#tests/support/scorer'
import { fixed, ScoringHouse } from '#tests/support/scoring-house'

const scorer = new Scorer()
const house = new ScoringHouse(
  () => ({
    classifiers: [fixed('harassment', 'one', 0.1), fixed('grooming', 'one', 0.1)],
    pluginAllow: [scorer.address],
  }),
  ['named'],
)

describe('a plug-in that two admins allowed and the key service’s operator did not name', () => {
  it('is unavailable at the first refusal, with that reason, and is not tried again', async () => {
    await allowPlugin(house, scorer, { code: 'named' })
    await allowPlugin(house, scorer, { code: 'invented', perMinute: 1 })
    const { reportId, caseId } = await house.post()
    const signal = await house.spokenOf(reportId, 'invented')
    expect(signal).toMatchObject({ status: 'unavailable', score: null, band: null })
    expect(signal.evidence.unavailableReason).toBe('destination_not_named')
    // The one that is named is asked all the same.
    expect(await house.spokenOf(reportId, 'named')).toMatchObject({ status: 'ok', score: 0.95 })
    expect(scorer.asked).toHaveLength(1)
    const routing = await house.until(async () => {
      const [row] = await house.rows<{ routing: object; priority: number }>(
        'SELECT routing, priority FROM review_case WHERE id = $1',
        [caseId],
      )
      return row && JSON.stringify(row.routing).includes('unscored') ? row : undefined
    })
    expect(routing.priority).toBeGreaterThanOrEqual(80)

    // A refusal sends nothing and so uses up nothing of a budget of one a minute.
    const second = await house.post()
    expect((await house.spokenOf(second.reportId, 'invented')).evidence.unavailableReason).toBe(
      'destination_not_named',
    )
    const denied = await house.rows<{ report: string; n: number }>(
      `SELECT convert_from(e.bytes, 'UTF8')::jsonb->>'ref' AS report, count(*)::int AS n
       FROM keys.entry e JOIN keys.entry_index i ON i.idx = e.idx WHERE i.kind = 'deny' GROUP BY 1`,
    )
    expect(denied.toSorted((a, b) => a.report.localeCompare(b.report))).toEqual(
      [reportId, second.reportId].toSorted().map((report) => ({ report, n: 1 })),
    )
    const jobs = await house.rows(`SELECT 1 FROM dead_letter WHERE job = 'ask-plugin'`)
    expect(jobs).toEqual([])
  })
})

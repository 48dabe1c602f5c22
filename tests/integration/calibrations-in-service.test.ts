import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { probeHttp } from '#lib/probe-http'
import { fixed, ScoringHouse } from '#tests/support/scoring-house'

const [ALVA, BO] = ['0198a000-0000-7000-8000-000000000005', '0198a000-0000-7000-8000-00000000bbbb']
const lower = { method: 'platt', a: 1, b: -3 }
const thresholds = { review: 0.3, urgent: 0.8 }

const house = new ScoringHouse(() => ({
  classifiers: [fixed('harassment', 'one', 0.6), fixed('grooming', 'one', 0.1)],
  candidates: [fixed('grooming', 'two', 0.7)],
}))
beforeEach(async () => {
  await house.owner.query(`UPDATE calibration SET state = 'retired'`)
})

async function calibration(
  classifier: string,
  given: { version?: string; state: string; parameters: object; thresholds?: object | null },
): Promise<string> {
  const id = randomUUID()
  await house.owner.query(
    `INSERT INTO calibration (id, platform_id, classifier, version, parameters, thresholds, state, created_by,
       proposed_by, promoted_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)`,
    [
      id,
      house.stack.platformId,
      classifier,
      given.version ?? 'one',
      given.parameters,
      given.thresholds ?? null,
      given.state,
      ALVA,
      BO,
    ],
  )
  return id
}

describe('a platform’s own calibration', () => {
  it('reads the score, cuts the bands and keeps what the classifier itself had said', async () => {
    const id = await calibration('harassment', { state: 'active', parameters: lower, thresholds })
    const { reportId } = await house.post()
    await house.routed(reportId)
    const read = await house.signalOf(reportId, 'harassment')
    expect(read).toMatchObject({ raw_score: 0.6, band: 'low', calibration_id: id, version: 'one' })
    expect(read!.score).toBeCloseTo(1 / (1 + Math.exp(3 - Math.log(1.5))), 9)
    // The other classifier on the same platform is as it was shipped.
    expect(await house.signalOf(reportId, 'grooming')).toMatchObject({
      raw_score: 0.1,
      score: 0.1,
      calibration_id: null,
    })
  })

  it('that cannot be read makes the classifier unavailable, and a person looks', async () => {
    await calibration('harassment', { state: 'active', parameters: { method: 'platt', a: -1, b: 0 } })
    const { reportId, caseId } = await house.post()
    await house.routed(reportId)
    const signal = await house.signalOf(reportId, 'harassment')
    expect(signal).toMatchObject({ status: 'unavailable', score: null })
    expect(signal!.evidence.unavailableReason).toBe('calibration_unreadable')
    const [found] = await house.rows<{ priority: number }>('SELECT priority FROM review_case WHERE id = $1', [
      caseId,
    ])
    expect(found!.priority).toBeGreaterThanOrEqual(80)
  })

  it('for a version that no worker runs leaves the shipped one in force', async () => {
    await calibration('harassment', { version: 'gone', state: 'active', parameters: lower, thresholds })
    const { reportId } = await house.post()
    await house.routed(reportId)
    expect(await house.signalOf(reportId, 'harassment')).toMatchObject({ score: 0.6, calibration_id: null })
  })

  it('brings another version of a classifier into force', async () => {
    const id = await calibration('grooming', {
      version: 'two',
      state: 'active',
      parameters: { method: 'shipped' },
    })
    const { reportId } = await house.post()
    await house.routed(reportId)
    expect(await house.signalOf(reportId, 'grooming')).toMatchObject({
      version: 'two',
      score: 0.7,
      calibration_id: id,
    })
  })

  it('in shadow speaks beside, on the same release, and moves nothing', async () => {
    const calm = await house.post()
    await house.routed(calm.reportId)
    const shadow = await calibration('grooming', {
      version: 'two',
      state: 'shadow',
      parameters: { method: 'isotonic', x: [0, 1], y: [0, 1] },
      thresholds,
    })
    const other = await calibration('harassment', { state: 'shadow', parameters: lower, thresholds })
    const { reportId, caseId } = await house.post()
    await house.routed(reportId)
    const shadows = await house.rows<{ calibration_id: string }>(
      'SELECT * FROM shadow_score WHERE report_id = $1',
      [reportId],
    )
    const of = (id: string) => shadows.find((row) => row.calibration_id === id)
    expect(of(shadow)).toMatchObject({
      version: 'two',
      raw_score: 0.7,
      score: 0.7,
      band: 'review',
      case_id: caseId,
    })
    expect(of(other)).toMatchObject({ version: 'one', raw_score: 0.6, band: 'low' })
    expect(await house.signalOf(reportId, 'grooming')).toMatchObject({
      version: 'one',
      score: 0.1,
      band: 'low',
    })
    const [a, b] = await house.rows<{ priority: number; queue: string }>(
      'SELECT priority, queue FROM review_case WHERE id = ANY($1)',
      [[calm.caseId, caseId]],
    )
    expect(a).toEqual(b)
    const [released] = await house.rows<{ n: number }>(
      'SELECT count(*)::int AS n FROM keys.scoring WHERE report_id = $1',
      [reportId],
    )
    expect(released!.n).toBe(1)
  })

  it('is told which versions there are, by a job that runs by itself', async () => {
    const versions = await house.until(async () => {
      const found = await house.rows(
        'SELECT classifier, version, candidate FROM classifier_version ORDER BY 1, 2',
      )
      return found.length === 3 ? found : undefined
    })
    expect(versions).toContainEqual({ classifier: 'grooming', version: 'two', candidate: true })
    const { body } = await probeHttp({ socketPath: house.stack.sockets.worker }, '/metrics', 5_000)
    expect(body).toContain('# TYPE countersign_classifier_drift_alarms gauge')
  })
})

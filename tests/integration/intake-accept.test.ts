import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sampleReport, startTestIntake, type TestIntake } from './intake-harness'

let intake: TestIntake
beforeAll(async () => {
  intake = await startTestIntake()
})
afterAll(() => intake.stop())

describe('a report at the door', () => {
  it('is accepted, and its case and state can be read back without content', async () => {
    const report = sampleReport()
    const answer = await intake.post(report)
    expect(answer).toMatchObject({ status: 202, body: { status: 'accepted' } })
    const state = await intake.call('GET', `/api/v1/reports/${answer.body.reportId}`)
    expect(state).toMatchObject({
      status: 200,
      body: {
        reportId: answer.body.reportId,
        externalId: report.externalId,
        caseId: answer.body.caseId,
        stage: 'received',
        caseStage: 'sealed',
      },
    })
    const caseState = await intake.call('GET', `/api/v1/cases/${answer.body.caseId}`)
    expect(caseState).toMatchObject({ status: 200, body: { stage: 'sealed', reports: 1, decidedAt: null } })
    expect(JSON.stringify([state.body, caseState.body])).not.toContain('go away')
  })

  it('joins the open case on its conversation, and opens a new one once that is decided', async () => {
    const first = sampleReport()
    const opened = await intake.post(first)
    const again = sampleReport({ conversation: first.conversation })
    expect(await intake.post(again)).toMatchObject({
      status: 202,
      body: { status: 'joined', caseId: opened.body.caseId },
    })
    await intake.owner.query('UPDATE review_case SET decided_at = now() WHERE id = $1', [opened.body.caseId])
    const later = await intake.post(sampleReport({ conversation: first.conversation }))
    expect(later.body.status).toBe('accepted')
    expect(later.body.caseId).not.toBe(opened.body.caseId)
  })

  it('keeps regions and platforms apart on one conversation id', async () => {
    const first = sampleReport()
    const other = await intake.addKey('lantern', ['reports:write', 'reports:read'])
    const answers = [
      await intake.post(first),
      await intake.post({ ...first, externalId: `${first.externalId}_us`, region: 'US' }),
      await intake.post(first, { key: other }),
    ]
    expect(answers.map((answer) => answer.body.status)).toEqual(['accepted', 'accepted', 'accepted'])
    expect(new Set(answers.map((answer) => answer.body.caseId)).size).toBe(3)
    const foreign = await intake.call('GET', `/api/v1/reports/${answers[0]!.body.reportId}`, undefined, {
      key: other,
    })
    expect(foreign.status).toBe(404)
  })

  it('answers duplicate for a known external id, and stores nothing', async () => {
    const report = sampleReport()
    const first = await intake.post(report)
    const before = await intake.counts()
    const changed = { ...report, reason: 'spam' }
    const second = await intake.post(changed)
    expect(second).toMatchObject({
      status: 202,
      body: { status: 'duplicate', reportId: first.body.reportId, caseId: first.body.caseId },
    })
    expect(await intake.counts()).toEqual(before)
  })

  it('gives an idempotency key the same answer for the same body, and 422 for another', async () => {
    const report = sampleReport()
    const headers = { 'idempotency-key': `key-${report.externalId}` }
    const first = await intake.post(report, { headers })
    const before = await intake.counts()
    const second = await intake.post(report, { headers })
    expect(second.status).toBe(202)
    expect(second.body).toEqual(first.body)
    expect(second.headers['idempotency-replayed']).toBe('true')
    const other = await intake.post(sampleReport(), { headers })
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } })
    expect(await intake.counts()).toEqual(before)
    const otherPlatform = await intake.addKey('lantern', ['reports:write'])
    expect((await intake.post(sampleReport(), { headers, key: otherPlatform })).body.status).toBe('accepted')
  })

  it('remembers a key also when its first answer was joined or duplicate', async () => {
    const first = sampleReport()
    await intake.post(first)
    const joining = sampleReport({ conversation: first.conversation })
    for (const [body, status] of [
      [joining, 'joined'],
      [first, 'duplicate'],
    ] as const) {
      const headers = { 'idempotency-key': `again-${body.externalId}` }
      expect((await intake.post(body, { headers })).body.status).toBe(status)
      expect((await intake.post(body, { headers })).body.status).toBe(status)
      expect((await intake.post(sampleReport(), { headers })).status).toBe(422)
    }
  })

  it('takes one of twenty equal requests that race, and answers all of them alike', async () => {
    const report = sampleReport()
    const headers = { 'idempotency-key': `race-${report.externalId}` }
    const before = await intake.counts()
    const answers = await Promise.all(Array.from({ length: 20 }, () => intake.post(report, { headers })))
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1)
    expect(answers[0]!.body.status).toBe('accepted')
    expect((await intake.counts()).reports).toBe(before.reports! + 1)
  })

  it('gathers fifty reports that race on one conversation in exactly one case', async () => {
    const { conversation } = sampleReport()
    const before = await intake.counts()
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => intake.post(sampleReport({ conversation }))),
    )
    expect(answers.every((answer) => answer.status === 202)).toBe(true)
    expect(new Set(answers.map((answer) => answer.body.caseId)).size).toBe(1)
    const statuses = answers.map((answer) => answer.body.status)
    expect(statuses.filter((status) => status === 'accepted')).toHaveLength(1)
    expect(statuses.filter((status) => status === 'joined')).toHaveLength(49)
    const after = await intake.counts()
    expect([after.cases! - before.cases!, after.reports! - before.reports!]).toEqual([1, 50])
    const { body } = await intake.call('GET', `/api/v1/cases/${answers[0]!.body.caseId}`)
    expect(body.reports).toBe(50)
  })

  it('takes 5,000 messages with a note', async () => {
    const sentAt = new Date(Date.now() - 60_000).toISOString()
    const messages = Array.from({ length: 5_000 }, (_, i) => ({
      id: `m_${i}`,
      senderId: 'u_2',
      sentAt,
      text: `line ${i}`,
      reported: i === 4_999,
    }))
    const answer = await intake.post(sampleReport({ note: 'please look' }, messages))
    expect(answer.body.status).toBe('accepted')
    const { rows } = await intake.owner.query(
      'SELECT count(*)::int AS n, max(seq) AS last FROM message WHERE report_id = $1',
      [answer.body.reportId],
    )
    expect(rows[0]).toEqual({ n: 5_001, last: 5_000 })
  })

  it('describes itself as OpenAPI 3.1, and its health and metrics', async () => {
    const document = await intake.call('GET', '/api/v1/openapi.json', undefined, { key: '' })
    expect(document).toMatchObject({ status: 200, body: { openapi: '3.1.0' } })
    const paths = document.body.paths as Record<string, object>
    expect(Object.keys(paths)).toEqual(['/api/v1/reports', '/api/v1/reports/{id}', '/api/v1/cases/{id}'])
    expect(JSON.stringify(document.body)).toContain('trusted_flagger')
    expect(await intake.call('GET', '/healthz', undefined, { key: '' })).toMatchObject({
      status: 200,
      body: { ok: true },
    })
    const metrics = await intake.call('GET', '/metrics', undefined, { key: '' })
    expect(metrics.body.text).toContain('countersign_intake_reports_total{outcome="accepted"')
  })
})

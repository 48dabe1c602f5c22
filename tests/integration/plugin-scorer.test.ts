import { Webhook } from 'standardwebhooks'
import { beforeEach, describe, expect, it } from 'vitest'
import { reportOf } from '#tests/support/reports'
import { allowPlugin, PLUGIN_SECRET, Scorer } from '#tests/support/scorer'
import { fixed, ScoringHouse, type SignalRow } from '#tests/support/scoring-house'

const scorer = new Scorer()
const house = new ScoringHouse(() => ({
  classifiers: [fixed('harassment', 'one', 0.6), fixed('grooming', 'one', 0.1)],
  pluginAllow: [scorer.address],
  pluginDestinations: new Map([['inside', 'https://127.0.0.1:9']]),
}))
beforeEach(async () => {
  await house.owner.query(`UPDATE plugin SET state = 'stopped'`)
})

const plugin = (given: Parameters<typeof allowPlugin>[2] = {}) => allowPlugin(house, scorer, given)
const spoken = (reportId: string, code: string) => house.spokenOf(reportId, code)

describe('a plug-in scorer', () => {
  it('is off until it is allowed', async () => {
    const { reportId } = await house.post()
    await house.routed(reportId)
    expect(scorer.asked).toEqual([])
    expect(await house.rows('SELECT * FROM plugin_request')).toEqual([])
  })

  it('gets text and nothing else, signed, under a release of its own that names it', async () => {
    const code = await plugin()
    scorer.answer = ({ messages }) => ({
      status: 200,
      body: JSON.stringify({
        score: 0.95,
        messages: [
          {
            id: '1',
            contribution: 0.9,
            spans: [
              { start: 0, end: 3, code: 'threat' },
              { start: 4, end: 5, code: messages[1]!.text.split(/\W/)[0] },
            ],
          },
        ],
      }),
    })
    const report = reportOf(4)
    const { reportId, caseId } = await house.post(report)
    const signal = await spoken(reportId, code)
    expect(signal).toMatchObject({ status: 'ok', score: 0.95, band: 'urgent' })
    // A word of the conversation does not come back as a code.
    expect(signal!.evidence.perMessage).toEqual([
      {
        id: report.conversation.messages[1]!.id,
        contribution: 0.9,
        spans: [
          { start: 0, end: 3, code: 'threat' },
          { start: 4, end: 5, code: 'plugin' },
        ],
      },
    ])
    expect(scorer.asked).toHaveLength(1)
    const { body, headers } = scorer.asked[0]!
    expect(JSON.parse(body)).toEqual({
      v: 1,
      messages: report.conversation.messages.map(({ text }, i) => ({
        id: String(i),
        author: `p${i % 2}`,
        text,
      })),
    })
    expect(() => new Webhook(PLUGIN_SECRET).verify(body, headers)).not.toThrow()
    for (const id of [report.conversation.id, report.subject.id, house.stack.platformId, caseId])
      expect(body).not.toContain(id)

    const entries = await house.rows<{ destination: string; attempt: number; entry: string }>(
      `SELECT s.destination, s.attempt, convert_from(e.bytes, 'UTF8') AS entry
       FROM keys.scoring s JOIN keys.entry e ON e.idx = s.idx WHERE s.report_id = $1 ORDER BY 1`,
      [reportId],
    )
    expect(entries.map(({ destination }) => destination)).toEqual(['', code])
    expect(JSON.parse(entries[0]!.entry).destination).toBeUndefined()
    expect(JSON.parse(entries[1]!.entry)).toMatchObject({
      kind: 'release',
      destination: code,
      report: reportId,
      grant: `scoring:${reportId}:1:${code}`,
    })
    await house.until(async () => {
      const [row] = await house.rows<{ version: number }>(
        `SELECT count(*)::int AS version FROM case_event WHERE case_id = $1 AND kind = 'case.routed'`,
        [caseId],
      )
      return row!.version >= 2
    })
  })

  it.each([
    ['answers with an error', () => ({ status: 500, body: '{}' }), 'http_500'],
    ['answers something else', () => ({ status: 200, body: '{"score":7}' }), 'answer_invalid'],
    [
      'speaks of a place that there is not',
      () => ({
        status: 200,
        body: '{"score":0.1,"messages":[{"id":"0","spans":[{"start":0,"end":9999,"code":"threat"}]}]}',
      }),
      'answer_invalid',
    ],
    ['does not answer', () => 'hang' as const, 'timeout'],
  ])('that %s is unavailable, after our own have spoken, and a person looks', async (_, said, reason) => {
    const code = await plugin({ timeoutMs: reason === 'timeout' ? 300 : 9_000 })
    scorer.answer = said
    const { reportId, caseId } = await house.post()
    const signal = await spoken(reportId, code)
    expect(signal).toMatchObject({ status: 'unavailable', score: null, band: null })
    expect(signal!.evidence.unavailableReason).toBe(reason)
    expect(await house.signalOf(reportId, 'harassment')).toMatchObject({ status: 'ok' })
    const routing = await house.until(async () => {
      const [row] = await house.rows<{ routing: object; priority: number }>(
        'SELECT routing, priority FROM review_case WHERE id = $1',
        [caseId],
      )
      return row && JSON.stringify(row.routing).includes('unscored') ? row : undefined
    })
    expect(routing.priority).toBeGreaterThanOrEqual(80)
    expect(scorer.asked).toHaveLength(1)
  })

  it('may not stand inside a network, and then nothing is released for it', async () => {
    const code = await plugin({ code: 'inside', url: 'https://127.0.0.1:9/score' })
    const { reportId } = await house.post()
    expect((await spoken(reportId, code))!.evidence.unavailableReason).toBe('refused_address')
    const released = await house.rows(
      'SELECT 1 FROM keys.scoring WHERE report_id = $1 AND destination = $2',
      [reportId, code],
    )
    expect(released).toEqual([])
  })

  it('gets nothing at an address that only the console knows of', async () => {
    const code = await plugin({ url: 'https://192.0.2.1/score' })
    const { reportId } = await house.post()
    expect((await spoken(reportId, code))!.evidence.unavailableReason).toBe('destination_not_approved')
    const released = await house.rows(
      'SELECT 1 FROM keys.scoring WHERE report_id = $1 AND destination = $2',
      [reportId, code],
    )
    expect(released).toEqual([])
  })

  it('is not asked beyond its budget a minute: what lies beyond goes to people', async () => {
    const code = await plugin({ perMinute: 2 })
    const posted = await Promise.all(Array.from({ length: 5 }, () => house.post()))
    const signals: SignalRow[] = []
    for (const { reportId } of posted) signals.push(await spoken(reportId, code))
    expect(scorer.asked).toHaveLength(2)
    expect(signals.filter(({ status }) => status === 'ok')).toHaveLength(2)
    expect(signals.filter((one) => one.evidence.unavailableReason === 'over_budget')).toHaveLength(3)
  })

  it('that fails five times in a row is left alone', async () => {
    const code = await plugin()
    scorer.answer = () => ({ status: 503, body: '' })
    for (let i = 0; i < 5; i++) await spoken((await house.post()).reportId, code)
    expect(scorer.asked).toHaveLength(5)
    const { reportId } = await house.post()
    expect((await spoken(reportId, code))!.evidence.unavailableReason).toBe('breaker_open')
    expect(scorer.asked).toHaveLength(5)
  })

  it('gets each report once, though its job is lost and found again', async () => {
    const code = await plugin()
    const { reportId, caseId } = await house.post()
    await spoken(reportId, code)
    // As if what follows had been lost with Redis.
    await house.owner.query(
      `UPDATE plugin_request SET routed_at = NULL, done_at = now() - interval '1 hour' WHERE report_id = $1`,
      [reportId],
    )
    await house.owner.query(`UPDATE report SET stage_at = now() - interval '1 hour' WHERE id = $1`, [
      reportId,
    ])
    await house.until(async () => {
      const [row] = await house.rows<{ done: boolean }>(
        'SELECT routed_at IS NOT NULL AS done FROM plugin_request WHERE report_id = $1',
        [reportId],
      )
      return row!.done
    })
    expect(scorer.asked).toHaveLength(1)
    const [n] = await house.rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM signal WHERE case_id = $1 AND classifier = $2`,
      [caseId, `plugin.${code}`],
    )
    expect(n!.n).toBe(1)
  })
})

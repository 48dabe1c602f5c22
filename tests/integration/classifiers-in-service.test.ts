import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import path from 'node:path'
import { Client } from 'pg'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ClassifierContext, Signal } from '#domain/signal'
import { createLog } from '#lib/log'
import { probeHttp } from '#lib/probe-http'
import { sealSecret } from '#lib/sealed-secret'
import { classifierSaying } from '#tests/support/classifiers'
import { reportOf } from '#tests/support/reports'
import { type Stack, startStack } from '#tests/support/stack'
import { startTestWorker } from '#tests/support/worker'

/** What the classifiers were told round the last conversations. */
const told: (ClassifierContext | undefined)[] = []
/** Says the same of everything. */
const fixed = (name: string, version: string, score: number) =>
  classifierSaying(name, version, (_, context): Signal => {
    told.push(context)
    return {
      classifier: name,
      version,
      status: 'ok',
      score,
      band: score >= 0.9 ? 'urgent' : score >= 0.5 ? 'review' : 'low',
      perMessage: [],
      stages: [],
    }
  })
const SECRET = `whsec_${Buffer.alloc(32, 3).toString('base64')}`
const [ALVA, BO] = ['0198a000-0000-7000-8000-000000000005', '0198a000-0000-7000-8000-00000000bbbb']

let stack: Stack
let owner: Client
let worker: { close(): Promise<void> }
let scorer: Server
let scorerUrl: string
type Asked = { body: string; headers: Record<string, string> }
let asked: Asked[] = []
let answer: (body: { messages: { id: string; text: string }[] }) => { status: number; body: string } | 'hang'

beforeAll(async () => {
  scorer = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    asked.push({ body, headers: request.headers as Record<string, string> })
    const said = answer(JSON.parse(body))
    if (said === 'hang') return
    response.writeHead(said.status, { 'content-type': 'application/json' }).end(said.body)
  })
  await new Promise<void>((resolve) => scorer.listen(0, '127.0.0.1', resolve))
  const address = scorer.address()
  if (typeof address !== 'object' || !address) throw new Error('no address')
  scorerUrl = `http://127.0.0.1:${address.port}/score`
  stack = await startStack({ only: ['keyd', 'intake'] })
  owner = new Client({ connectionString: stack.db.owner })
  await owner.connect()
  worker = await startTestWorker({
    databaseUrl: stack.db.worker,
    redisUrl: stack.redisUrl,
    queuePrefix: stack.queuePrefix,
    keydSocket: stack.sockets.keyd,
    keyFile: path.join(stack.stateDir, 'worker', 'worker-1.pem'),
    trust: stack.trust,
    secretKey: stack.secretKey,
    webhookAllow: [],
    pluginAllow: [`127.0.0.1:${address.port}`],
    pluginDestinations: new Map([['inside', 'https://127.0.0.1:9']]),
    socket: stack.sockets.worker,
    settingsTtlMs: 0,
    log: createLog('worker', 'silent'),
    classifiers: [fixed('harassment', 'one', 0.6), fixed('grooming', 'one', 0.1)],
    candidates: [fixed('grooming', 'two', 0.7)],
  })
})
afterAll(async () => {
  await worker?.close()
  scorer?.closeAllConnections()
  await new Promise((resolve) => scorer.close(resolve))
  await owner?.end()
  await stack?.stop()
})
beforeEach(async () => {
  asked = []
  answer = () => ({ status: 200, body: '{"score":0.95}' })
  await owner.query(`UPDATE calibration SET state = 'retired'`)
  await owner.query(`UPDATE plugin SET state = 'stopped'`)
})

const until = <T>(_what: string, look: () => Promise<T | undefined>) =>
  vi.waitUntil(look, { timeout: 50_000, interval: 50 }) as Promise<T>
const rows = async <Row extends object>(text: string, values: unknown[] = []) =>
  (await owner.query(text, values)).rows as Row[]

async function calibration(
  classifier: string,
  given: { version?: string; state: string; parameters: object; thresholds?: object | null },
): Promise<string> {
  const id = randomUUID()
  await owner.query(
    `INSERT INTO calibration (id, platform_id, classifier, version, parameters, thresholds, state, created_by,
       proposed_by, promoted_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)`,
    [
      id,
      stack.platformId,
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
const lower = { method: 'platt', a: 1, b: -3 }
const thresholds = { review: 0.3, urgent: 0.8 }

async function plugin(given: { code?: string; timeoutMs?: number; perMinute?: number; url?: string } = {}) {
  const code = given.code ?? `p-${randomUUID().slice(0, 8)}`
  await owner.query(
    `INSERT INTO plugin (code, name, url, purpose, secret_sealed, platforms, timeout_ms, per_minute, review, urgent,
       state, proposed_by, allowed_by, allowed_at)
     VALUES ($1, 'Scorer', $2, 'A second opinion', $3, $4, $5, $6, 0.5, 0.9, 'allowed', $7, $8, now())`,
    [
      code,
      given.url ?? scorerUrl,
      sealSecret(stack.secretKey, SECRET),
      [stack.platformId],
      given.timeoutMs ?? 9_000,
      given.perMinute ?? 600,
      ALVA,
      BO,
    ],
  )
  return code
}

async function post(report: object = reportOf(4)) {
  const { status, body } = await stack.postReport(report)
  expect(status).toBe(202)
  return body as { reportId: string; caseId: string }
}
const routed = (reportId: string) =>
  until('routing', async () => {
    const [row] = await rows<{ stage: string }>('SELECT stage FROM report WHERE id = $1', [reportId])
    return row?.stage === 'routed'
  })
type SignalRow = {
  classifier: string
  version: string
  status: string
  raw_score: number | null
  score: number | null
  band: string | null
  calibration_id: string | null
  evidence: { unavailableReason?: string; perMessage: { id: string; spans: object[] }[] }
}
const signalOf = async (reportId: string, classifier: string) =>
  (
    await rows<SignalRow>('SELECT * FROM signal WHERE report_id = $1 AND classifier = $2', [
      reportId,
      classifier,
    ])
  )[0]
const spoken = (reportId: string, code: string) =>
  until(`${code} to speak`, async () => {
    const [done] = await rows<{ done: boolean }>(
      'SELECT routed_at IS NOT NULL AS done FROM plugin_request WHERE report_id = $1 AND plugin_code = $2',
      [reportId, code],
    )
    return done?.done ? await signalOf(reportId, `plugin.${code}`) : undefined
  })

describe('what stands round a conversation', () => {
  it.each(['direct', 'group'] as const)('reaches the classifiers: %s', async (kind) => {
    const report = reportOf(4)
    told.length = 0
    const { reportId } = await post({ ...report, conversation: { ...report.conversation, kind } })
    await routed(reportId)
    expect(told).toEqual([{ kind }, { kind }])
  })
})

describe('a platform’s own calibration', () => {
  it('reads the score, cuts the bands and keeps what the classifier itself had said', async () => {
    const id = await calibration('harassment', { state: 'active', parameters: lower, thresholds })
    const { reportId } = await post()
    await routed(reportId)
    const read = await signalOf(reportId, 'harassment')
    expect(read).toMatchObject({ raw_score: 0.6, band: 'low', calibration_id: id, version: 'one' })
    expect(read!.score).toBeCloseTo(1 / (1 + Math.exp(3 - Math.log(1.5))), 9)
    // The other classifier on the same platform is as it was shipped.
    expect(await signalOf(reportId, 'grooming')).toMatchObject({
      raw_score: 0.1,
      score: 0.1,
      calibration_id: null,
    })
  })

  it('that cannot be read makes the classifier unavailable, and a person looks', async () => {
    await calibration('harassment', { state: 'active', parameters: { method: 'platt', a: -1, b: 0 } })
    const { reportId, caseId } = await post()
    await routed(reportId)
    const signal = await signalOf(reportId, 'harassment')
    expect(signal).toMatchObject({ status: 'unavailable', score: null })
    expect(signal!.evidence.unavailableReason).toBe('calibration_unreadable')
    const [found] = await rows<{ priority: number }>('SELECT priority FROM review_case WHERE id = $1', [
      caseId,
    ])
    expect(found!.priority).toBeGreaterThanOrEqual(80)
  })

  it('for a version that no worker runs leaves the shipped one in force', async () => {
    await calibration('harassment', { version: 'gone', state: 'active', parameters: lower, thresholds })
    const { reportId } = await post()
    await routed(reportId)
    expect(await signalOf(reportId, 'harassment')).toMatchObject({ score: 0.6, calibration_id: null })
  })

  it('brings another version of a classifier into force', async () => {
    const id = await calibration('grooming', {
      version: 'two',
      state: 'active',
      parameters: { method: 'shipped' },
    })
    const { reportId } = await post()
    await routed(reportId)
    expect(await signalOf(reportId, 'grooming')).toMatchObject({
      version: 'two',
      score: 0.7,
      calibration_id: id,
    })
  })

  it('in shadow speaks beside, on the same release, and moves nothing', async () => {
    const calm = await post()
    await routed(calm.reportId)
    const shadow = await calibration('grooming', {
      version: 'two',
      state: 'shadow',
      parameters: { method: 'isotonic', x: [0, 1], y: [0, 1] },
      thresholds,
    })
    const other = await calibration('harassment', { state: 'shadow', parameters: lower, thresholds })
    const { reportId, caseId } = await post()
    await routed(reportId)
    const shadows = await rows<{ calibration_id: string }>(
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
    expect(await signalOf(reportId, 'grooming')).toMatchObject({ version: 'one', score: 0.1, band: 'low' })
    const [a, b] = await rows<{ priority: number; queue: string }>(
      'SELECT priority, queue FROM review_case WHERE id = ANY($1)',
      [[calm.caseId, caseId]],
    )
    expect(a).toEqual(b)
    const [released] = await rows<{ n: number }>(
      'SELECT count(*)::int AS n FROM keys.scoring WHERE report_id = $1',
      [reportId],
    )
    expect(released!.n).toBe(1)
  })

  it('is told which versions there are, by a job that runs by itself', async () => {
    const versions = await until('the drift job', async () => {
      const found = await rows('SELECT classifier, version, candidate FROM classifier_version ORDER BY 1, 2')
      return found.length === 3 ? found : undefined
    })
    expect(versions).toContainEqual({ classifier: 'grooming', version: 'two', candidate: true })
    const { body } = await probeHttp({ socketPath: stack.sockets.worker }, '/metrics', 5_000)
    expect(body).toContain('# TYPE countersign_classifier_drift_alarms gauge')
  })
})

describe('a plug-in scorer', () => {
  it('is off until it is allowed', async () => {
    const { reportId } = await post()
    await routed(reportId)
    expect(asked).toEqual([])
    expect(await rows('SELECT * FROM plugin_request')).toEqual([])
  })

  it('gets text and nothing else, signed, under a release of its own that names it', async () => {
    const code = await plugin()
    answer = ({ messages }) => ({
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
    const { reportId, caseId } = await post(report)
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
    expect(asked).toHaveLength(1)
    const [{ body, headers }] = asked as [Asked]
    expect(JSON.parse(body)).toEqual({
      v: 1,
      messages: report.conversation.messages.map(({ text }, i) => ({
        id: String(i),
        author: `p${i % 2}`,
        text,
      })),
    })
    expect(() => new Webhook(SECRET).verify(body, headers)).not.toThrow()
    for (const id of [report.conversation.id, report.subject.id, stack.platformId, caseId])
      expect(body).not.toContain(id)

    const entries = await rows<{ destination: string; attempt: number; entry: string }>(
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
    await until('the case to be routed with it', async () => {
      const [row] = await rows<{ version: number }>(
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
    answer = said
    const { reportId, caseId } = await post()
    const signal = await spoken(reportId, code)
    expect(signal).toMatchObject({ status: 'unavailable', score: null, band: null })
    expect(signal!.evidence.unavailableReason).toBe(reason)
    expect(await signalOf(reportId, 'harassment')).toMatchObject({ status: 'ok' })
    const routing = await until('a person to be asked', async () => {
      const [row] = await rows<{ routing: object; priority: number }>(
        'SELECT routing, priority FROM review_case WHERE id = $1',
        [caseId],
      )
      return row && JSON.stringify(row.routing).includes('unscored') ? row : undefined
    })
    expect(routing.priority).toBeGreaterThanOrEqual(80)
    expect(asked).toHaveLength(1)
  })

  it('may not stand inside a network, and then nothing is released for it', async () => {
    const code = await plugin({ code: 'inside', url: 'https://127.0.0.1:9/score' })
    const { reportId } = await post()
    expect((await spoken(reportId, code))!.evidence.unavailableReason).toBe('refused_address')
    const released = await rows('SELECT 1 FROM keys.scoring WHERE report_id = $1 AND destination = $2', [
      reportId,
      code,
    ])
    expect(released).toEqual([])
  })

  it('gets nothing at an address that only the console knows of', async () => {
    const code = await plugin({ url: 'https://192.0.2.1/score' })
    const { reportId } = await post()
    expect((await spoken(reportId, code))!.evidence.unavailableReason).toBe('destination_not_approved')
    const released = await rows('SELECT 1 FROM keys.scoring WHERE report_id = $1 AND destination = $2', [
      reportId,
      code,
    ])
    expect(released).toEqual([])
  })

  it('is not asked beyond its budget a minute: what lies beyond goes to people', async () => {
    const code = await plugin({ perMinute: 2 })
    const posted = await Promise.all(Array.from({ length: 5 }, () => post()))
    const signals: SignalRow[] = []
    for (const { reportId } of posted) signals.push(await spoken(reportId, code))
    expect(asked).toHaveLength(2)
    expect(signals.filter(({ status }) => status === 'ok')).toHaveLength(2)
    expect(signals.filter((one) => one.evidence.unavailableReason === 'over_budget')).toHaveLength(3)
  })

  it('that fails five times in a row is left alone', async () => {
    const code = await plugin()
    answer = () => ({ status: 503, body: '' })
    for (let i = 0; i < 5; i++) await spoken((await post()).reportId, code)
    expect(asked).toHaveLength(5)
    const { reportId } = await post()
    expect((await spoken(reportId, code))!.evidence.unavailableReason).toBe('breaker_open')
    expect(asked).toHaveLength(5)
  })

  it('gets each report once, though its job is lost and found again', async () => {
    const code = await plugin()
    const { reportId, caseId } = await post()
    await spoken(reportId, code)
    // As if what follows had been lost with Redis.
    await owner.query(
      `UPDATE plugin_request SET routed_at = NULL, done_at = now() - interval '1 hour' WHERE report_id = $1`,
      [reportId],
    )
    await owner.query(`UPDATE report SET stage_at = now() - interval '1 hour' WHERE id = $1`, [reportId])
    await until('the sweeper', async () => {
      const [row] = await rows<{ done: boolean }>(
        'SELECT routed_at IS NOT NULL AS done FROM plugin_request WHERE report_id = $1',
        [reportId],
      )
      return row!.done
    })
    expect(asked).toHaveLength(1)
    const [n] = await rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM signal WHERE case_id = $1 AND classifier = $2`,
      [caseId, `plugin.${code}`],
    )
    expect(n!.n).toBe(1)
  })
})

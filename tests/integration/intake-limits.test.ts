import { generateKeyPairSync } from 'node:crypto'
import { Pool } from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { startIntake } from '#services/intake/server'
import { sampleReport, startTestIntake, type TestIntake } from './intake-harness'

let intake: TestIntake | undefined
afterEach(async () => {
  await intake?.stop()
  intake = undefined
})

describe('limits', () => {
  it('tells a key that sends too much to wait, and leaves other keys alone', async () => {
    const own = await startTestIntake({ ratePerSecond: 5 })
    intake = own
    const answers = await Promise.all(Array.from({ length: 12 }, () => own.post(sampleReport())))
    const limited = answers.filter((answer) => answer.status === 429)
    expect(limited.length).toBeGreaterThanOrEqual(2)
    expect(limited[0]).toMatchObject({ body: { code: 'rate_limited', status: 429 } })
    expect(limited[0]!.headers['retry-after']).toBe('1')
    const other = await own.addKey('lantern', ['reports:write'])
    expect((await own.post(sampleReport(), { key: other })).status).toBe(202)
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    expect((await own.post(sampleReport())).status).toBe(202)
  })
})

describe('while the store is away', () => {
  it('answers 503 with Retry-After, stores nothing by halves, and goes on by itself', async () => {
    const own = await startTestIntake()
    intake = own
    expect((await own.post(sampleReport())).status).toBe(202)
    const before = await own.counts()
    const { name } = own.database
    const url = new URL(own.database.owner)
    url.pathname = '/postgres'
    const elsewhere = new Pool({ connectionString: url.href, max: 1 })
    await elsewhere.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`)
    await elsewhere.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND usename = 'cs_intake'`,
      [name],
    )
    const report = sampleReport()
    const answer = await own.post(report)
    expect(answer).toMatchObject({ status: 503, body: { code: 'store_unavailable' } })
    expect(answer.headers['retry-after']).toBe('2')
    expect((await own.call('GET', '/healthz')).status).toBe(503)
    await elsewhere.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`)
    await elsewhere.end()
    expect(await own.counts()).toEqual(before)
    expect(await own.post(report)).toMatchObject({ status: 202, body: { status: 'accepted' } })
    expect((await own.call('GET', '/healthz')).status).toBe(200)
  })

  it('gives up on a statement that hangs, and the report is stored once when it is sent again', async () => {
    const own = await startTestIntake()
    intake = own
    const first = sampleReport()
    expect((await own.post(first)).status).toBe(202)
    const client = await own.owner.connect()
    await client.query('BEGIN')
    await client.query('LOCK TABLE review_case IN ACCESS EXCLUSIVE MODE')
    const report = sampleReport()
    const started = Date.now()
    const answer = await own.post(report)
    expect(answer.status).toBe(503)
    expect(Date.now() - started).toBeLessThan(8_000)
    await client.query('ROLLBACK')
    client.release()
    expect((await own.post(report)).body.status).toBe('accepted')
    expect((await own.post(report)).body.status).toBe('duplicate')
    expect((await own.counts()).reports).toBe(2)
  })
})

describe('without the key service', () => {
  // None of these tests runs one: what intake needs of it is a published public key.
  it('takes reports in as long as an epoch lasts, and leaves them boxed for it', async () => {
    const own = await startTestIntake()
    intake = own
    const answers = await Promise.all(Array.from({ length: 20 }, () => own.post(sampleReport())))
    expect(answers.every((answer) => answer.body.status === 'accepted')).toBe(true)
    expect(await own.counts()).toMatchObject({ reports: 20, boxes: 20 })
    const { body } = await own.call('GET', `/api/v1/reports/${answers[0]!.body.reportId}`)
    expect(body).toMatchObject({ stage: 'received', caseStage: 'sealed' })
  })
})

describe('epochs', () => {
  it('seals to no epoch that another key signed, is not yet valid, or has run out', async () => {
    const own = await startTestIntake({ regions: [] })
    intake = own
    await own.publish('EU', {}, generateKeyPairSync('ed25519').privateKey)
    await own.publish('EU', { notBefore: Date.now() + 60_000, sealUntil: Date.now() + 120_000 })
    await own.publish('EU', { notBefore: Date.now() - 120_000, sealUntil: Date.now() - 60_000 })
    await own.publish('EU', { retention: 'legal-hold' })
    expect(await own.post(sampleReport())).toMatchObject({ status: 503, body: { code: 'no_epoch' } })
    const good = await own.publish('EU')
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect((await own.post(sampleReport())).status).toBe(202)
    const { rows } = await own.owner.query('SELECT manifest FROM door.box')
    expect(JSON.parse(rows[0].manifest.toString()).epoch).toBe(good.id)
  })

  it('answers after a restart, and a second intake does not take its socket', async () => {
    const own = await startTestIntake()
    intake = own
    await own.restart()
    expect((await own.post(sampleReport())).status).toBe(202)
    const second = startIntake({
      databaseUrl: own.database.intake,
      socketPath: own.socketPath,
      home: own.paths.intakeHome,
      trust: own.trust,
    })
    await expect(second).rejects.toThrow('another intake')
    expect((await own.post(sampleReport())).status).toBe(202)
  })
})

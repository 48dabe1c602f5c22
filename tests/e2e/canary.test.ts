import { createPrivateKey } from 'node:crypto'
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { Client } from 'pg'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Trust } from '#domain/trust'
import { createLog } from '#lib/log'
import { connectRedis } from '#lib/redis'
import { launchBrowser } from '#tests/support/browser'
import { filesBelow, searchFor } from '#tests/support/canary'
import { classifierSaying } from '#tests/support/classifiers'
import { reportOf } from '#tests/support/reports'
import { StaffPage } from '#tests/support/staff-page'
import { startTrial, type Trial } from '#tests/support/trial'
import { until } from '#tests/support/until'
import { startWorker } from '#workers/runner'

/** Strings that occur nowhere else, with a quote, an accent and a symbol, so that every escaping shows. */
const CANARY = {
  message: 'Kanari-"MSG-é☂-q7Zx9-4417',
  note: 'Kanari-"NOTE-é☂-w8Yv2-9931',
  rationale: 'Kanari-"WHY-é☂-e3Ub6-2205',
  control: 'Kanari-"CTRL-é☂-r1Tn5-7780',
}
const CHECKOUT = path.resolve(import.meta.dirname, '../..')

let trial: Trial
let browser: Browser
/** What the tests themselves collect for the search: dumps, what a page saw, the output of processes. */
let collected: string

function collect(name: string, text: string): void {
  appendFileSync(path.join(collected, name), `${text}\n`)
}

const canaryReport = (externalId: string) =>
  reportOf(6, { externalId, text: `${CANARY.message} ${externalId}`, note: `${CANARY.note} ${externalId}` })

async function caseOf(externalId: string): Promise<string> {
  const [row] = await trial.query<{ case_id: string }>('SELECT case_id FROM report WHERE external_id = $1', [
    externalId,
  ])
  return row!.case_id
}

async function routed(externalId: string): Promise<void> {
  const stage = async () =>
    (await trial.query<{ stage: string }>('SELECT stage FROM report WHERE external_id = $1', [externalId]))[0]
      ?.stage
  await expect.poll(() => stage().catch(() => undefined), { timeout: 60_000, interval: 200 }).toBe('routed')
}

/** PostgreSQL writes every statement and every parameter to a file, as an operator chasing a bug would have it. */
async function logEverything(): Promise<void> {
  const client = new Client({ connectionString: trial.ownerUrl })
  client.on('error', () => undefined)
  await client.connect()
  for (const setting of [
    "logging_collector = 'on'",
    "log_directory = 'log'",
    "log_statement = 'all'",
    "log_min_duration_statement = '0'",
    "log_parameter_max_length = '-1'",
    "log_parameter_max_length_on_error = '-1'",
    "log_min_error_statement = 'debug5'",
  ])
    await client.query(`ALTER SYSTEM SET ${setting}`)
  await client.end()
  trial.kill('postgres')
  await until(200, ready)
  expect(filesBelow(path.join(trial.state, 'pgdata', 'log')).length).toBeGreaterThan(0)
}

async function ready(): Promise<number> {
  return (await fetch(`${trial.origin}/api/ready`).catch(() => undefined))?.status ?? 0
}

async function redisValue(redis: Redis, key: string): Promise<string> {
  const readers: Record<string, () => Promise<unknown>> = {
    hash: () => redis.hgetall(key),
    stream: () => redis.xrange(key, '-', '+'),
    zset: () => redis.zrange(key, '0', '-1'),
    list: () => redis.lrange(key, 0, -1),
    set: () => redis.smembers(key),
    string: () => redis.get(key),
  }
  return JSON.stringify(await readers[await redis.type(key)]?.())
}

beforeAll(async () => {
  trial = await startTrial()
  collected = path.join(trial.state, 'collected')
  mkdirSync(collected)
  await logEverything()
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await trial?.stop()
})

/**
 * The console replaced by one that logs every byte and injects script: all that passes between page and console,
 * every message that the page gets from the frames, every key it sees and its whole text, over and over.
 */
async function spyOn(page: Page): Promise<void> {
  await page.exposeFunction('spied', (text: string) => collect('page.log', text))
  await page.addInitScript(() => {
    const spied = (text: string) => (window as unknown as { spied(text: string): void }).spied(text)
    if (window.top !== window) return
    window.addEventListener('message', (event) => spied(`message ${JSON.stringify(event.data)}`), true)
    for (const kind of ['keydown', 'input', 'paste'])
      window.addEventListener(kind, (event) => spied(`${kind} ${(event as KeyboardEvent).key ?? ''}`), true)
    setInterval(() => {
      spied(document.documentElement.outerHTML)
      for (const frame of document.querySelectorAll('iframe')) {
        try {
          spied(frame.contentDocument?.documentElement.outerHTML ?? 'closed')
          spied((frame.contentWindow as Window).name)
        } catch {
          spied('the frame belongs to another origin')
        }
      }
    }, 400)
  })
  page.on('request', (request) => {
    if (request.url().startsWith(trial.origin))
      collect('page.log', `${request.url()} ${request.postData() ?? ''}`)
  })
  page.on('response', async (response) => {
    if (!response.url().startsWith(trial.origin) || response.url().endsWith('/api/live')) return
    collect('page.log', await response.text().catch(() => ''))
  })
  page.on('console', (message) => collect('page.log', message.text()))
}

describe('content is nowhere but in the reader and in a classifier', () => {
  it('while reports are refused: a 422, a wrong key, JSON that ends early, bytes that are no UTF-8', async () => {
    const report = canaryReport('canary-refused')
    const bad = { ...report, region: 'MOON' }
    const refused = [
      await trial.post(bad),
      await trial.post(report, { authorization: 'Bearer cs_00000000_notakey' }),
      await trial.post(JSON.stringify(report).slice(0, -40)),
      await trial.post(Buffer.concat([Buffer.from(JSON.stringify(report)), Buffer.from([0xff, 0xfe])])),
    ]
    expect(refused.map((answer) => answer.status)).toEqual([422, 401, 400, 400])
    for (const answer of refused) collect('answers.log', await answer.text())
  })

  it('while a statement fails that carries it', async () => {
    await trial.query('ALTER TABLE message RENAME TO message_away')
    const answer = await trial.post(canaryReport('canary-failing-statement'))
    await trial.query('ALTER TABLE message_away RENAME TO message')
    expect(answer.status).toBeGreaterThanOrEqual(500)
    collect('answers.log', await answer.text())
  })

  it('while a worker is killed with it in memory', async () => {
    for (let n = 0; n < 20; n++)
      expect((await trial.post(canaryReport(`canary-killed-${n}`))).status).toBe(202)
    trial.kill('worker')
    for (let n = 0; n < 20; n++) await routed(`canary-killed-${n}`)
  })

  it('while a classifier throws an error that quotes it, and a job of it ends as a dead letter', async () => {
    // The trial's own worker stands still, and one with a broken classifier takes its place.
    const own = trial.pidOf('worker')!
    process.kill(own, 'SIGSTOP')
    const throwing = classifierSaying('harassment', 'broken', ({ messages }) => {
      throw new Error(`could not score ${messages.map((m) => m.text).join(' ')}`)
    })
    const url = new URL(trial.ownerUrl)
    url.username = 'cs_worker'
    url.password = readFileSync(path.join(trial.state, 'secrets', 'database-worker'), 'utf8')
    const run = path.join(trial.state, 'run')
    const worker = await startWorker({
      databaseUrl: url.href,
      redisUrl: path.join(run, 'redis.sock'),
      keydSocket: path.join(run, 'keyd.sock'),
      trust: Trust.parse(JSON.parse(readFileSync(path.join(trial.state, 'trust.json'), 'utf8'))),
      name: 'worker-1',
      identity: createPrivateKey(readFileSync(path.join(trial.state, 'worker', 'worker-1.pem'))),
      secretKey: readFileSync(path.join(trial.state, 'secrets', 'console-secret-key'), 'utf8'),
      webhookAllow: [],
      socketPath: path.join(run, 'other-worker.sock'),
      log: createLog('worker', 'debug', { write: (line: string) => collect('worker.log', line) }),
      classifiers: [throwing],
    })
    try {
      expect((await trial.post(canaryReport('canary-throws'))).status).toBe(202)
      await routed('canary-throws')
      const [signal] = await trial.query<{ status: string }>(
        `SELECT s.status FROM signal s JOIN report r ON r.id = s.report_id WHERE r.external_id = 'canary-throws'`,
      )
      expect(signal?.status).toBe('unavailable')
    } finally {
      await worker.close()
      process.kill(own, 'SIGCONT')
    }
  })

  it('while it is read, an error breaks the page around it, and a rationale is written', async () => {
    expect((await trial.post(canaryReport('canary-read'))).status).toBe(202)
    await routed('canary-read')
    const context = await browser.newContext()
    const mara = await StaffPage.open(context, trial.origin)
    await spyOn(mara.page)
    await mara.signIn(trial.staff.mara!)
    await mara.unlock(trial.staff.mara!)
    const caseId = await caseOf('canary-read')
    await mara.openByLink(caseId)
    await mara.page
      .getByRole('button', { name: /^Claim/ })
      .first()
      .click()
    // The person sees it, so what follows searches for something that was really there.
    await mara.reader.getByText(CANARY.message).first().waitFor()
    await mara.reader.getByText(CANARY.note).first().waitFor()
    await mara.decide('Harassment', 'Warn', `${CANARY.rationale} because`)
    await expect
      .poll(async () => (await trial.query(`SELECT FROM decision WHERE case_id = $1`, [caseId])).length, {
        timeout: 20_000,
      })
      .toBe(1)
    // The page fails to render, with the content still in the frame beside it.
    await mara.page.route('**/api/cases/**', (route) => route.fulfill({ json: { case: null } }))
    await mara.page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')))
    await mara.page.evaluate(() =>
      setTimeout(() => {
        throw new Error('an error on purpose')
      }),
    )
    await sleep(1_000)
    await context.close()
  })

  it('and after all that, no file of the system has it in any form; what was logged on purpose is found', async () => {
    await trial.query(`SELECT '${CANARY.control}'`)
    const redis = connectRedis(path.join(trial.state, 'run', 'redis.sock'))
    const client = new Client({ connectionString: trial.ownerUrl })
    await client.connect()
    const { rows } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'door', 'feed', 'keys')`,
    )
    expect(rows.length).toBeGreaterThan(15)
    for (const { name } of rows) {
      // As text and as bytes: a column may hold either.
      const dump = await client.query({ text: `SELECT t.* FROM ${name} t`, rowMode: 'array' })
      for (const row of dump.rows as unknown[][])
        for (const cell of row)
          if (cell !== null)
            writeFileSync(path.join(collected, 'dump'), Buffer.isBuffer(cell) ? cell : JSON.stringify(cell), {
              flag: 'a',
            })
    }
    await client.query('CHECKPOINT')
    await client.end()
    for (const key of await redis.keys('*')) collect('redis.log', `${key} ${await redisValue(redis, key)}`)
    redis.disconnect()
    collect('start.log', trial.output())

    const files = filesBelow(
      trial.state,
      path.join(CHECKOUT, 'dist'),
      path.join(CHECKOUT, '.next/server'),
      path.join(CHECKOUT, '.next/static'),
    )
    expect(files.length).toBeGreaterThan(500)
    expect(readFileSync(path.join(collected, 'page.log'), 'utf8')).toContain(
      'the frame belongs to another origin',
    )
    const hits = await searchFor([CANARY.message, CANARY.note, CANARY.rationale], files)
    expect(hits.map(({ file, form }) => `${path.relative(trial.state, file)} (${form})`)).toEqual([])
    expect(await searchFor([CANARY.control], files)).not.toEqual([])
  })
})

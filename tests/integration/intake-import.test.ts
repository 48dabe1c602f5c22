import { once } from 'node:events'
import { createReadStream, existsSync } from 'node:fs'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readLines } from '#services/import/read-lines'
import { summaryText } from '#services/import/report-progress'
import { runImport } from '#services/import/run-import'
import { createSender } from '#services/import/send-report'
import { sampleReports } from '#services/samples/sample-reports'
import { sampleReport, startTestIntake, type TestIntake } from './intake-harness'

let intake: TestIntake
let door: Server
let url: string
/** Answers to give before the next requests are let through. */
let refuse: { status: number; retryAfter?: string }[] = []

beforeAll(async () => {
  intake = await startTestIntake()
  door = createServer((incoming, outgoing) => {
    const refused = refuse.shift()
    if (refused) {
      incoming.resume()
      outgoing.writeHead(refused.status, refused.retryAfter ? { 'retry-after': refused.retryAfter } : {})
      outgoing.end('{}')
      return
    }
    const { method, headers, url: at } = incoming
    const onward = request({ socketPath: intake.socketPath, method, headers, path: at }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    incoming.pipe(onward)
  })
  door.listen(0, '127.0.0.1')
  await once(door, 'listening')
  url = `http://127.0.0.1:${(door.address() as AddressInfo).port}`
})
afterAll(async () => {
  door.close()
  await intake.stop()
})

async function importBytes(
  source: AsyncIterable<Buffer>,
  options: { key?: string; concurrency?: number; signal?: AbortSignal } = {},
) {
  const concurrency = options.concurrency ?? 4
  const sender = createSender({ url, key: options.key ?? intake.key, connections: concurrency })
  try {
    const signal = options.signal ?? new AbortController().signal
    return await runImport(readLines(source), sender, { concurrency, signal })
  } finally {
    await sender.close()
  }
}
async function* chunks(...parts: (string | Buffer)[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield Buffer.from(part as string)
}
const lines = (...reports: unknown[]) => reports.map((report) => `${JSON.stringify(report)}\n`).join('')

describe('the importer', () => {
  it('sums up what was accepted, joined, duplicate and rejected, with lines and pointers and no content', async () => {
    const first = sampleReport()
    const joining = sampleReport({ conversation: first.conversation })
    const wrong = sampleReport({ region: 'Kanarienvogel' })
    const text = `${lines(first, joining)}\r\n${lines(first, wrong)}{"Kanarienvogel\n`
    const summary = await importBytes(
      chunks(text.slice(0, 100), text.slice(100), Buffer.from([0x22, 0xff, 0x22])),
      { concurrency: 1 },
    )
    expect(summary).toMatchObject({ accepted: 1, joined: 1, duplicate: 1, rejected: 3 })
    expect(summary.rejections.map(({ line, status, pointer }) => [line, status, pointer])).toEqual([
      [5, 422, '/region'],
      [6, 400, ''],
      [7, 400, ''],
    ])
    expect(summaryText(summary)).toContain(
      'line 5: 422 invalid_report at /region: must be one of EU, UK, US, ROW',
    )
    expect(JSON.stringify(summary) + summaryText(summary)).not.toContain('Kanarienvogel')
  })

  it('rejects a line over 8 MiB without sending it, and goes on', async () => {
    const long = Buffer.alloc(9 * 1024 * 1024, 0x61)
    const summary = await importBytes(chunks(long, '\n', lines(sampleReport())))
    expect(summary).toMatchObject({ accepted: 1, rejected: 1 })
    expect(summary.rejections[0]).toMatchObject({ line: 1, code: 'line_too_long' })
  })

  it('waits as long as 429 and 503 say, and counts the report once', async () => {
    refuse = [{ status: 429, retryAfter: '1' }, { status: 503 }]
    const started = Date.now()
    const summary = await importBytes(chunks(lines(sampleReport())))
    expect(summary).toMatchObject({ accepted: 1, duplicate: 0, rejected: 0 })
    expect(Date.now() - started).toBeGreaterThanOrEqual(1_000)
  })

  it('stops at a refused key, and says so', async () => {
    const summary = await importBytes(chunks(lines(sampleReport(), sampleReport())), { key: 'cs_no' })
    expect(summary.accepted).toBe(0)
    expect(summary.stopped).toContain('not valid')
  })

  it('stops soon when nothing answers at the address', async () => {
    const sender = createSender({ url: 'http://127.0.0.1:9', key: intake.key, connections: 1 })
    const signal = new AbortController().signal
    const summary = await runImport(readLines(chunks(lines(sampleReport()))), sender, {
      concurrency: 1,
      signal,
    })
    await sender.close()
    expect(summary.stopped).toBe('http://127.0.0.1:9 does not answer (ECONNREFUSED).')
  })

  it('stops taking up lines when it is cancelled, and still sums up', async () => {
    const cancel = new AbortController()
    async function* endless() {
      for (let n = 0; ; n++) {
        if (n === 20) cancel.abort()
        yield Buffer.from(lines(sampleReport()))
      }
    }
    const summary = await importBytes(endless(), { signal: cancel.signal })
    expect(summary.stopped).toBe('Cancelled.')
    expect(summary.accepted).toBeGreaterThan(10)
    expect(summary.accepted).toBeLessThan(40)
  })

  it('sends the samples: all are taken, and the same seed again is duplicates only', async () => {
    const bytes = () => chunks(lines(...sampleReports(60, '1', Date.now())))
    const summary = await importBytes(bytes())
    expect(summary).toMatchObject({ rejected: 0, duplicate: 0 })
    expect(summary.accepted + summary.joined).toBe(60)
    expect(summary.joined).toBeGreaterThan(0)
    expect(await importBytes(bytes())).toMatchObject({ duplicate: 60 })
  })
})

const corpus = path.resolve(import.meta.dirname, '../../../shared/data/conversations/reports.jsonl')
describe('real conversations', () => {
  it('takes all 1,200 reports of the shared corpus', async (context) => {
    if (!existsSync(corpus)) context.skip('the shared corpus is not beside this checkout')
    const summary = await importBytes(createReadStream(corpus), { concurrency: 16 })
    expect(summary).toMatchObject({ accepted: 1_200, joined: 0, duplicate: 0, rejected: 0 })
    process.stderr.write(`corpus: ${Math.round(1_200 / summary.seconds)} reports/s\n`)
  }, 240_000)
})

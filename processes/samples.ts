import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Line } from '#services/import/read-lines'
import { CONCURRENCY, sendAll } from '#services/import/send-all'
import { findTarget } from '#services/import/target'
import { sampleReports } from '#services/samples/sample-reports'

const USAGE = `Usage: npm run samples -- [options]

  --count N     how many reports                        (20)
  --seed S      equal seeds make equal reports           (1)
  --now TIME    the moment that dates are counted back from, RFC 3339   (now)
  --out FILE    write JSON Lines instead of sending;  - is standard output
  --url URL     the address of Countersign               (COUNTERSIGN_URL, http://localhost:3000)
  --key KEY     an API key with reports:write            (COUNTERSIGN_API_KEY, the trial's own)
  --json        the summary as one JSON object

The reports are invented and not graphic.
`

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`)
  return 2
})

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      now: { type: 'string' },
      out: { type: 'string' },
      url: { type: 'string' },
      key: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const count = Number(values.count)
  const nowMs = values.now === undefined ? Date.now() : Date.parse(values.now)
  const wrong = !Number.isInteger(count) || count < 1 || count > 10_000_000 || Number.isNaN(nowMs)
  if (values.help || wrong || !/^[\w-]{1,40}$/.test(values.seed)) {
    process.stderr.write(USAGE)
    return values.help ? 0 : 2
  }
  const reports = sampleReports(count, values.seed, nowMs)
  if (values.out !== undefined) return writeLines(reports, values.out)
  const target = await findTarget(values, process.env)
  return sendAll(asLines(reports), target, { concurrency: CONCURRENCY, json: values.json })
}

async function* asLines(reports: Iterable<unknown>): AsyncGenerator<Line> {
  let number = 0
  for (const report of reports) yield { number: ++number, bytes: Buffer.from(JSON.stringify(report)) }
}

async function writeLines(reports: Iterable<unknown>, file: string): Promise<number> {
  const out = file === '-' ? process.stdout : createWriteStream(file)
  for (const report of reports) if (!out.write(`${JSON.stringify(report)}\n`)) await once(out, 'drain')
  if (file !== '-') {
    out.end()
    await once(out, 'finish')
  }
  return 0
}

import { createReadStream } from 'node:fs'
import { parseArgs } from 'node:util'
import { readLines } from '#services/import/read-lines'
import { CONCURRENCY, sendAll } from '#services/import/send-all'
import { findTarget } from '#services/import/target'

const USAGE = `Usage: npm run import -- FILE.jsonl [options]      FILE - reads standard input

  --url URL          the address of Countersign       (COUNTERSIGN_URL, http://localhost:3000)
  --key KEY          an API key with reports:write    (COUNTERSIGN_API_KEY, the trial's own)
  --concurrency N    reports on their way at once     (${CONCURRENCY})
  --json             the summary as one JSON object

Each line is one report as POST /api/v1/reports takes it. Ends with 1 when a line was rejected.
`

process.exitCode = await main().catch((error: unknown) => {
  const { code, message } = error as NodeJS.ErrnoException
  process.stderr.write(code === 'ENOENT' ? 'The file does not exist.\n' : `${message}\n`)
  return 2
})

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      url: { type: 'string' },
      key: { type: 'string' },
      concurrency: { type: 'string', default: String(CONCURRENCY) },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const concurrency = Number(values.concurrency)
  const [file, ...more] = positionals
  if (values.help || file === undefined || more.length > 0 || !(concurrency >= 1 && concurrency <= 256)) {
    process.stderr.write(USAGE)
    return values.help ? 0 : 2
  }
  const target = await findTarget(values, process.env)
  const source: AsyncIterable<Buffer> = file === '-' ? process.stdin : createReadStream(file)
  return sendAll(readLines(source), target, { concurrency, json: values.json })
}

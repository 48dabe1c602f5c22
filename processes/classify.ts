/**
 * `npm run classify -- --json < FILE.jsonl`: one conversation a line in, one line out, streaming, no server.
 * A line that cannot be read gives `{"line":N,"error":…}` and the run goes on; the exit code is 0 all the same, 2 for
 * arguments that are not known. `docs/classify.md` describes both formats.
 */
import { once } from 'node:events'
import { fstatSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { orExit } from '#lib/command-line'
import { classifyLine } from '#services/classify/classify-line'
import { jsonLines } from '#services/classify/json-lines'

const USAGE = `usage: npm run -s classify -- --json < FILE.jsonl

One conversation a line, {"messages":[{"author":"a","text":"…"}]}; one line of scores for each. See docs/classify.md.
`
/** JSON Lines are the only form there is; `--json` says so for whoever reads the command. */
const OPTIONS = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const
if (orExit(USAGE, () => parseArgs({ options: OPTIONS })).values.help) {
  process.stdout.write(USAGE)
  process.exit(0)
}
if (process.stdin.isTTY) process.stderr.write('Reading conversations from the terminal, one a line.\n')

// A reader that has seen enough (`| head`) ends the run; that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

// Nothing to read from is a mistake in the command; as an empty file it would read as clean.
const input = fstat(0)
if (!input || input.isDirectory()) {
  process.stderr.write(`Standard input cannot be read.\n${USAGE}`)
  process.exit(1)
}

let number = 0
for await (const line of jsonLines(process.stdin)) {
  number++
  if (typeof line === 'string' && line.trim() === '') continue
  if (!process.stdout.write(`${JSON.stringify(classifyLine(line, number))}\n`))
    await once(process.stdout, 'drain')
}

function fstat(descriptor: number) {
  try {
    return fstatSync(descriptor)
  } catch {
    return undefined
  }
}

/**
 * `npm run import:pan12 -- --xml FILE --predators FILE --out DIR`: turns the PAN-12 corpus, which an operator with lawful
 * access holds, into `DIR/pan12.jsonl` in the training format. Nothing of it is shipped with this project.
 */
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { finished } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { Pan12Error, readPan12, readPredators } from '#services/classify/train/pan12'

const { values } = parseArgs({
  options: { xml: { type: 'string' }, predators: { type: 'string' }, out: { type: 'string' } },
})
const { xml, predators, out } = values
if (!xml || !predators || !out) {
  process.stderr.write('usage: npm run import:pan12 -- --xml FILE --predators FILE --out DIR\n')
  process.exit(2)
}
/** Which file is being read, for the message. */
let reading = predators
const target = path.join(out, 'pan12.jsonl')
// Half a corpus must not look like a whole one.
const partial = `${target}.partial`
try {
  const list = readPredators(await readFile(predators, 'utf8'))
  reading = xml
  await mkdir(out, { recursive: true })
  const sink = createWriteStream(partial, { mode: 0o600 })
  const closed = finished(sink)
  closed.catch(() => {})
  const count = { risky: 0, ordinary: 0 }
  for await (const line of readPan12(createReadStream(xml, 'utf8'), list)) {
    count[line.label]++
    if (!sink.write(`${JSON.stringify(line)}\n`)) await once(sink, 'drain')
  }
  sink.end()
  await closed
  await rename(partial, target)
  process.stdout.write(`${target}: ${count.risky} risky and ${count.ordinary} ordinary conversations\n`)
} catch (error) {
  await rm(partial, { force: true })
  const { code } = (error ?? {}) as { code?: unknown }
  const problem =
    error instanceof Pan12Error ? error.message : `cannot be read or written (${String(code ?? 'error')})`
  process.stderr.write(`${reading}: ${problem}\n`)
  process.exit(1)
}

/**
 * `npm run classify -- --json < FILE.jsonl`: one conversation a line in, one line out, streaming, no server.
 * A line that cannot be read gives `{"line":N,"error":…}` and the run goes on.
 */
import { once } from 'node:events'
import { classifyLine } from '#services/classify/classify-line'
import { jsonLines } from '#services/classify/json-lines'

// A reader that has seen enough (`| head`) ends the run; that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

let number = 0
for await (const line of jsonLines(process.stdin)) {
  number++
  if (line.trim() === '') continue
  if (!process.stdout.write(`${JSON.stringify(classifyLine(line, number))}\n`))
    await once(process.stdout, 'drain')
}

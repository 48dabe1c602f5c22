/**
 * `npm run classify -- --json < FILE.jsonl`: one conversation a line in, one line out, streaming, no server.
 * A line that cannot be read gives `{"line":N,"error":…}` and the run goes on.
 */
import { createInterface } from 'node:readline'
import { classifyLine } from '#services/classify/classify-line'

let number = 0
for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
  number++
  if (line.trim() === '') continue
  if (!process.stdout.write(`${JSON.stringify(classifyLine(line, number))}\n`))
    await new Promise((resume) => process.stdout.once('drain', resume))
}

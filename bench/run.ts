import { readdirSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Bench } from './result'

/**
 * `npm run bench -- NAME [--json] [--quick]`. With --json one object is the last line of standard output;
 * progress goes to standard error either way.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
})
const known = readdirSync(import.meta.dirname)
  .filter(
    (file) => file.endsWith('.ts') && !['run.ts', 'result.ts'].includes(file) && !file.endsWith('.part.ts'),
  )
  .map((file) => path.basename(file, '.ts'))
const name = positionals[0]
if (!name || !known.includes(name)) {
  process.stderr.write(
    `Usage: npm run bench -- NAME [--json] [--quick]\nNAME is one of: ${known.join(', ')}\n`,
  )
  process.exit(2)
}
const { bench } = (await import(`./${name}.ts`)) as { bench: Bench }
const results = await bench({ quick: values.quick, log: (line) => process.stderr.write(`${line}\n`) })
if (values.json) process.stdout.write(`${JSON.stringify({ bench: name, results })}\n`)
else {
  const width = Math.max(...results.map((r) => r.name.length))
  for (const r of results)
    process.stdout.write(`${r.name.padEnd(width)}  ${String(r.value).padStart(10)} ${r.unit}  (n ${r.n})\n`)
}
process.exit(0)

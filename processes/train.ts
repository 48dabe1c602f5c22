/** `npm run train -- --data DIR`: reproduces services/classify/weights bit for bit from JSON Lines. */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { readCorpora } from '#services/classify/train/corpora'
import { fitHarassment, prepare, toModelFile } from '#services/classify/train/train-harassment'

const { values } = parseArgs({ options: { data: { type: 'string' }, out: { type: 'string' } } })
if (!values.data) {
  process.stderr.write('usage: npm run train -- --data DIR [--out DIR]\n')
  process.exit(2)
}
const out = values.out ?? 'services/classify/weights'
const started = performance.now()
const prepared = prepare(readCorpora(values.data))
process.stderr.write(`hashed ${prepared.rows.length} rows in ${Math.round(performance.now() - started)} ms\n`)
const file = toModelFile(prepared, fitHarassment(prepared))
writeFileSync(`${out}/harassment.json`, `${JSON.stringify(file)}\n`)
process.stderr.write(
  `wrote ${out}/harassment.json, version ${file.version}, ${Math.round(performance.now() - started)} ms\n`,
)

/** `npm run train -- --data DIR`: reproduces services/classify/weights bit for bit from JSON Lines. */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { readAuthoredMessages } from '#services/classify/train/authored-messages'
import { readCorpora } from '#services/classify/train/corpora'
import { readConversations } from '#services/classify/train/grooming-conversations'
import { actMaterial, ordinaryWindows } from '#services/classify/train/grooming-material'
import { trainGrooming } from '#services/classify/train/train-grooming'
import { fitHarassment, prepare, toModelFile } from '#services/classify/train/train-harassment'

const { values } = parseArgs({ options: { data: { type: 'string' }, out: { type: 'string' } } })
if (!values.data) {
  process.stderr.write('usage: npm run train -- --data DIR [--out DIR]\n')
  process.exit(2)
}
const out = values.out ?? 'services/classify/weights'
const started = performance.now()
const rows = readCorpora(values.data)
const prepared = prepare([...rows, ...readAuthoredMessages()])
log(`hashed ${rows.length} rows`)
const file = toModelFile(prepared, fitHarassment(prepared))
writeFileSync(`${out}/harassment.json`, `${JSON.stringify(file)}\n`)
log(`wrote harassment.json, version ${file.version}`)
const conversations = [...readConversations('train'), ...readConversations('dev')]
const material = actMaterial(rows, prepared.words)
log('clustered words')
const windows = ordinaryWindows(rows, 'train', 2_000)
const grooming = trainGrooming(conversations, material, windows, prepared.words)
writeFileSync(`${out}/grooming.json`, `${JSON.stringify(grooming)}\n`)
log(`wrote grooming.json, version ${grooming.version}`)

function log(line: string): void {
  process.stderr.write(`${line}, ${Math.round((performance.now() - started) / 1000)} s\n`)
}

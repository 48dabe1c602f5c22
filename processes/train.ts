/**
 * `npm run train -- --data DIR [--out DIR]`: reproduces services/classify/weights bit for bit from JSON Lines and the
 * authored texts of this repository. `--only harassment|grooming` writes one of them; `--revision` trains nothing and
 * notes which code the weights are used with.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { orExit, UsageProblem } from '#lib/command-line'
import { readAuthoredMessages } from '#services/classify/train/authored-messages'
import { codeRevisions } from '#services/classify/train/code-revision'
import { readCorpora } from '#services/classify/train/corpora'
import { readConversations } from '#services/classify/train/grooming-conversations'
import { ordinaryWindows, otherExamples } from '#services/classify/train/grooming-material'
import { prepare } from '#services/classify/train/prepare'
import { trainGrooming } from '#services/classify/train/train-grooming'
import { fitHarassment, toModelFile } from '#services/classify/train/train-harassment'

const USAGE = 'usage: npm run train -- --data DIR [--out DIR] [--only harassment|grooming] | --revision\n'
const { values } = orExit(USAGE, () =>
  parseArgs({
    options: {
      data: { type: 'string' },
      out: { type: 'string' },
      only: { type: 'string' },
      revision: { type: 'boolean' },
    },
  }),
)
if (values.revision) {
  await writeRevisions()
  process.exit(0)
}
const { data } = values
if (!data || !['harassment', 'grooming', undefined].includes(values.only)) {
  process.stderr.write(USAGE)
  process.exit(2)
}
const WEIGHTS = 'services/classify/weights'
const out = values.out ?? WEIGHTS
mkdirSync(out, { recursive: true })
const started = performance.now()
const rows = orExit(USAGE, () => readCorpora(data))
const prepared = prepare([...rows, ...readAuthoredMessages()])
log(`hashed ${rows.length} rows`)
if (values.only !== 'grooming') {
  const file = toModelFile(prepared, fitHarassment(prepared))
  writeFileSync(`${out}/harassment.json`, `${JSON.stringify(file)}\n`)
  log(`wrote harassment.json, version ${file.version}`)
}
if (values.only !== 'harassment') {
  if (values.only === 'grooming') orExit(USAGE, mustShareWords)
  const conversations = readConversations('learned')
  const others = otherExamples(rows, prepared.words)
  const windows = ordinaryWindows(rows, 'train', 2_000)
  const grooming = trainGrooming(conversations, others, windows, prepared.words)
  writeFileSync(`${out}/grooming.json`, `${JSON.stringify(grooming)}\n`)
  log(`wrote grooming.json, version ${grooming.version}`)
}
await writeRevisions()

/**
 * Both classifiers read with harassment's tables of words.
 *
 * @throws UsageProblem when the tables of these texts are others than the shipped ones.
 */
function mustShareWords(): void {
  const shipped = JSON.parse(readFileSync(`${WEIGHTS}/harassment.json`, 'utf8')) as Record<string, unknown>
  const { common, abuse } = prepared.words
  if (shipped.commonWords !== common.pack() || shipped.abuseWords !== abuse.pack())
    throw new UsageProblem(
      'The words of these texts are not those of harassment.json, which grooming is read with: train both.',
    )
}

async function writeRevisions(): Promise<void> {
  // Not before: the classifiers read the weights that are being replaced, and may not know their form any more.
  const { CLASSIFIERS } = await import('#services/classify/registry')
  writeFileSync(
    `${values.out ?? 'services/classify/weights'}/revision.json`,
    `${JSON.stringify(codeRevisions(CLASSIFIERS), null, 2)}\n`,
  )
}

function log(line: string): void {
  process.stderr.write(`${line}, ${Math.round((performance.now() - started) / 1000)} s\n`)
}

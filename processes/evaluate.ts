/**
 * `npm run evaluate -- --data DIR [--json] [--quick]`: the metric table of the shipped weights, on data that they
 * were not trained on. `--quick` skips the sources left out whole, which take a training run each.
 */

import { parseArgs } from 'node:util'
import { shippedModel, shippedModelFile } from '#services/classify/shipped-model'
import { readCorpora } from '#services/classify/train/corpora'
import { evaluateGrooming } from '#services/classify/train/evaluate-grooming'
import {
  heldOutBySource,
  LABELLED,
  leaveOneSourceOut,
  type Metric,
} from '#services/classify/train/evaluate-harassment'
import { prepare } from '#services/classify/train/train-harassment'

const { values } = parseArgs({
  options: { data: { type: 'string' }, json: { type: 'boolean' }, quick: { type: 'boolean' } },
})
if (!values.data) {
  process.stderr.write('usage: npm run evaluate -- --data DIR [--json] [--quick]\n')
  process.exit(2)
}
const rows = readCorpora(values.data)
const prepared = prepare(rows)
const metrics: Metric[] = heldOutBySource(prepared, shippedModel, shippedModelFile.thresholds)
metrics.push(...evaluateGrooming(rows, shippedModel.words))
if (!values.quick) metrics.push(...leaveOneSourceOut(prepared, LABELLED))

if (values.json) process.stdout.write(`${JSON.stringify({ version: shippedModelFile.version, metrics })}\n`)
else {
  process.stdout.write(`harassment ${shippedModelFile.version}\n`)
  for (const { name, value, interval, n } of metrics) {
    const range = interval ? ` [${interval[0].toFixed(3)}, ${interval[1].toFixed(3)}]` : ''
    process.stdout.write(`${name.padEnd(56)} ${value.toFixed(4)}${range.padEnd(18)} n=${n}\n`)
  }
}

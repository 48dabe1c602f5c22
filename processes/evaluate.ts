/**
 * `npm run evaluate -- --data DIR [--json] [--quick]`: the metric table of the shipped weights, on data that they
 * were not trained on. `--quick` skips the platforms left out whole, which take a training run each; `--only` prints
 * one part of it.
 * `npm run evaluate -- --fuzz [N]`: N (100,000) random inputs through every classifier; fails on a crash, a
 * span outside its text or more than linear time.
 */

import { parseArgs } from 'node:util'
import { recalibrate } from '#domain/calibration'
import { orExit } from '#lib/command-line'
import { chooseCalibration } from '#services/calibration/choose'
import { CLASSIFIERS } from '#services/classify/registry'
import { shippedModel, shippedModelFile } from '#services/classify/shipped-model'
import { readAuthoredMessages } from '#services/classify/train/authored-messages'
import { readCorpora } from '#services/classify/train/corpora'
import { evaluateGrooming } from '#services/classify/train/evaluate-grooming'
import { heldOutBySource, leavePlatformsOut } from '#services/classify/train/evaluate-harassment'
import { evaluateLanguage } from '#services/classify/train/evaluate-language'
import { fuzz } from '#services/classify/train/fuzz'
import type { Metric } from '#services/classify/train/metric-lines'
import { prepare } from '#services/classify/train/prepare'

const USAGE =
  'usage: npm run evaluate -- --data DIR [--json] [--quick] [--only harassment|grooming|language] | --fuzz [N]\n'
const { values, positionals } = orExit(USAGE, () =>
  parseArgs({
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      json: { type: 'boolean' },
      quick: { type: 'boolean' },
      fuzz: { type: 'boolean' },
      only: { type: 'string' },
    },
  }),
)
const inputs = Number(positionals[0] ?? 100_000)
if (
  values.fuzz ? positionals.length > 1 || !(inputs >= 1) || !Number.isInteger(inputs) : positionals.length > 0
) {
  process.stderr.write(USAGE)
  process.exit(2)
}
if (values.fuzz) {
  const { failures, slowest, superLinear } = fuzz(CLASSIFIERS, inputs)
  for (const line of [...failures.slice(0, 20), ...superLinear]) process.stdout.write(`${line}\n`)
  process.stdout.write(
    `${inputs} inputs, ${failures.length} failures, ${superLinear.length} in more than linear time, slowest ${slowest.toFixed(0)} ms\n`,
  )
  process.exit(failures.length + superLinear.length > 0 ? 1 : 0)
}
const { data } = values
if (!data || !['harassment', 'grooming', 'language', undefined].includes(values.only)) {
  process.stderr.write(USAGE)
  process.exit(2)
}
const rows = orExit(USAGE, () => readCorpora(data))
const metrics: Metric[] = []
if (!values.only || values.only === 'harassment') {
  const prepared = prepare([...rows, ...readAuthoredMessages()])
  metrics.push(...heldOutBySource(prepared, shippedModel, shippedModelFile.thresholds, refit))
  if (!values.quick) metrics.push(...leavePlatformsOut(prepared, (line) => process.stderr.write(`${line}\n`)))
}
if (!values.only || values.only === 'grooming') metrics.push(...evaluateGrooming(rows, shippedModel.words))
if (!values.only || values.only === 'language') metrics.push(...evaluateLanguage(rows, shippedModel.words))

/** What a platform's own recalibration would do with these decisions. */
function refit(judged: readonly { score: number; label: 0 | 1 }[]) {
  const fit = chooseCalibration(judged)
  return fit && ((score: number) => recalibrate(fit.parameters, score))
}

const versions = Object.fromEntries(CLASSIFIERS.map(({ name, version }) => [name, version]))
if (values.json) process.stdout.write(`${JSON.stringify({ versions, metrics })}\n`)
else {
  for (const [name, version] of Object.entries(versions)) process.stdout.write(`${name} ${version}\n`)
  for (const { name, value, interval, n, target } of metrics) {
    const range = interval ? ` [${interval[0].toFixed(3)}, ${interval[1].toFixed(3)}]` : ''
    process.stdout.write(
      `${name.padEnd(62)} ${value.toFixed(4)}${range.padEnd(18)} n=${String(n).padEnd(6)} ${target ?? ''}\n`,
    )
  }
}

import { createHash } from 'node:crypto'
import { MessageScorer } from '../harassment/score-message'
import { BUCKETS } from '../linear/features'
import { LinearModel, type ModelFile } from '../linear/model'
import { ORDINARY_CHAT, ORDINARY_CORPORA, SOURCE_WEIGHTS } from './corpora'
import { fitPlatt, marginOf, trainLogistic } from './logistic'
import { upperQuantile } from './metrics'
import { indices, type Prepared } from './prepare'
import { trainCategories } from './train-categories'

/** A source's mass is 60·√rows·weight; 45 % of it on positives where it has both. Mean row weight is 1. */
function rowWeights(prepared: Prepared, use: Int32Array): Float64Array {
  const counts = new Map<string, [number, number]>()
  for (const i of use) {
    const { source, label } = prepared.rows[i]!
    const count = counts.get(source) ?? [0, 0]
    count[label]++
    counts.set(source, count)
  }
  const weights = new Float64Array(prepared.rows.length)
  let total = 0
  for (const i of use) {
    const { source, label, category } = prepared.rows[i]!
    const [negatives, positives] = counts.get(source)!
    const setting = SOURCE_WEIGHTS[source] ?? { weight: 0.3 }
    const mass = 60 * Math.sqrt(negatives + positives) * setting.weight
    const share = negatives === 0 || positives === 0 ? 1 : label ? 0.45 : 0.55
    let weight = (mass * share) / (label ? positives : negatives)
    if (!label) weight *= setting.negatives ?? 1
    // Davidson's "offensive" class is mostly untargeted profanity.
    if (source === 'davidson' && category === 'offensive') weight *= 0.15
    weights[i] = weight
    total += weight
  }
  for (const i of use) weights[i]! *= use.length / total
  return weights
}

const OPTIONS = { epochs: 10, rate: 0.15, l2: 1e-2, seed: 20261101, buckets: BUCKETS }
const RUNS = 3

export type Fitted = {
  weights: Float64Array
  bias: number
  platt: { a: number; b: number }
}

/** Trains on the training fold without the sources in `without`, calibrates on the calibration fold. */
export function fitHarassment(prepared: Prepared, without: ReadonlySet<string> = new Set()): Fitted {
  const use = indices(prepared, (row, fold) => fold === 'train' && !without.has(row.source))
  const { weights, bias } = averaged(prepared, use)
  const calibrate = indices(prepared, (row, fold) => fold === 'calibrate' && !without.has(row.source))
  const importance = rowWeights(prepared, calibrate)
  const margins = [...calibrate].map((i) => marginOf(prepared.features, i, weights, bias))
  const platt = fitPlatt(
    margins,
    [...calibrate].map((i) => prepared.labels[i]!),
    [...calibrate].map((i) => importance[i]!),
  )
  return { weights, bias, platt }
}

/** The mean of several runs that differ in their order alone: what only the order taught cancels out. */
function averaged(prepared: Prepared, use: Int32Array): { weights: Float64Array; bias: number } {
  const importance = rowWeights(prepared, use)
  const mean = new Float64Array(BUCKETS)
  let meanBias = 0
  for (let run = 0; run < RUNS; run++) {
    const options = { ...OPTIONS, seed: OPTIONS.seed + run }
    const { weights, bias } = trainLogistic(prepared.features, prepared.labels, importance, use, options)
    for (let i = 0; i < BUCKETS; i++) mean[i]! += weights[i]! / RUNS
    meanBias += bias / RUNS
  }
  return { weights: mean, bias: meanBias }
}

/** Shares of ordinary chat that the thresholds let through, a little below what is promised (1 % and 0.1 %). */
const REVIEW_SHARE = 0.009
const URGENT_SHARE = 0.0008
/** And of any one ordinary corpus, below what is promised (3 %). */
const WORST_SHARE = 0.026

/** Thresholds on the whole message score, phrases included, from the calibration fold of what is not abusive. */
function thresholdsOf(
  prepared: Prepared,
  file: ModelFile,
  without: ReadonlySet<string>,
): ModelFile['thresholds'] {
  const scorer = new MessageScorer(new LinearModel(file), 1)
  const scoresOf = (sources: readonly string[]) =>
    [
      ...indices(
        prepared,
        (row, fold) => fold === 'calibrate' && row.label === 0 && sources.includes(row.source),
      ),
    ].map((i) => scorer.score(prepared.rows[i]!.text).score)
  const chat = scoresOf(ORDINARY_CHAT)
  const worst = ORDINARY_CORPORA.filter((source) => !without.has(source)).map((source) =>
    upperQuantile(scoresOf([source]), WORST_SHARE),
  )
  return {
    review: Math.max(upperQuantile(chat, REVIEW_SHARE), ...worst),
    urgent: upperQuantile(chat, URGENT_SHARE),
  }
}

/** The weights file: int8 with one scale, clipped at the 99.995th percentile. The version names its contents. */
export function toModelFile(
  prepared: Prepared,
  fitted: Fitted,
  without: ReadonlySet<string> = new Set(),
): ModelFile {
  const sizes = fitted.weights.map(Math.abs).sort()
  const scale = sizes[Math.floor(sizes.length * 0.99995)]! / 127
  const bytes = Buffer.alloc(BUCKETS)
  for (let i = 0; i < BUCKETS; i++)
    bytes.writeInt8(Math.max(-127, Math.min(127, Math.round(fitted.weights[i]! / scale))), i)
  const body = {
    weights: bytes.toString('base64'),
    scale,
    bias: fitted.bias,
    platt: fitted.platt,
    thresholds: { review: 1, urgent: 1 },
    commonWords: prepared.words.common.pack(),
    abuseWords: prepared.words.abuse.pack(),
    highlightWords: prepared.highlightWords.pack(),
    categories: trainCategories(prepared, without),
  }
  body.thresholds = thresholdsOf(prepared, { version: '', ...body }, without)
  const digest = createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 12)
  return { version: `1.${digest}`, ...body }
}

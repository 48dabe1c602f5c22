/** Area under the ROC curve; ties count half. */
export function auc(scores: readonly number[], labels: readonly number[]): number {
  const order = scores.map((_, i) => i).sort((a, b) => scores[a]! - scores[b]!)
  let rankSum = 0
  let positives = 0
  for (let i = 0; i < order.length; ) {
    let j = i
    while (j < order.length && scores[order[j]!] === scores[order[i]!]) j++
    const rank = (i + j + 1) / 2
    for (let k = i; k < j; k++)
      if (labels[order[k]!]) {
        rankSum += rank
        positives++
      }
    i = j
  }
  const negatives = labels.length - positives
  if (positives === 0 || negatives === 0) return Number.NaN
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives)
}

/** Mean of the F1 of both classes, with `threshold` and above as positive. */
export function macroF1(scores: readonly number[], labels: readonly number[], threshold: number): number {
  let tp = 0
  let fp = 0
  let fn = 0
  let tn = 0
  for (let i = 0; i < scores.length; i++) {
    const said = scores[i]! >= threshold
    if (labels[i]) said ? tp++ : fn++
    else said ? fp++ : tn++
  }
  const f1 = (hit: number, wrong: number, missed: number) =>
    hit === 0 ? 0 : (2 * hit) / (2 * hit + wrong + missed)
  return (f1(tp, fp, fn) + f1(tn, fn, fp)) / 2
}

/** The best macro-F1 over all thresholds; an upper bound, to be shown beside the honest one. */
export function bestMacroF1(scores: readonly number[], labels: readonly number[]): number {
  let best = 0
  const sorted = [...scores].sort((a, b) => a - b)
  for (let i = 1; i < 200; i++)
    best = Math.max(best, macroF1(scores, labels, sorted[Math.floor((i * sorted.length) / 200)]!))
  return best
}

/** The score that `share` of the values reach. */
export function upperQuantile(scores: readonly number[], share: number): number {
  const sorted = [...scores].sort((a, b) => b - a)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
}

/** Expected calibration error over ten bins of equal width. */
export function calibrationError(scores: readonly number[], labels: readonly number[]): number {
  const bins = Array.from({ length: 10 }, () => ({ n: 0, score: 0, label: 0 }))
  scores.forEach((score, i) => {
    const bin = bins[Math.min(9, Math.floor(score * 10))]!
    bin.n++
    bin.score += score
    bin.label += labels[i]!
  })
  let error = 0
  for (const bin of bins) if (bin.n > 0) error += Math.abs(bin.score - bin.label)
  return error / scores.length
}

/** A 95 % percentile bootstrap interval of a statistic over indices; `random` is seeded by the caller. */
export function bootstrap(
  n: number,
  statistic: (indices: Int32Array) => number,
  random: () => number,
  rounds = 200,
): [number, number] {
  const values: number[] = []
  const sample = new Int32Array(n)
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < n; i++) sample[i] = Math.floor(random() * n)
    const value = statistic(sample)
    if (!Number.isNaN(value)) values.push(value)
  }
  values.sort((a, b) => a - b)
  return [
    values[Math.floor(values.length * 0.025)] ?? Number.NaN,
    values[Math.floor(values.length * 0.975)] ?? Number.NaN,
  ]
}

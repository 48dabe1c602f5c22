/** One measured figure: what, how much, in which unit, over how many samples. */
export type BenchResult = { name: string; value: number; unit: string; n: number }
export type BenchOptions = { quick: boolean; log: (line: string) => void }
export type Bench = (options: BenchOptions) => Promise<BenchResult[]>

/** The q-quantile (0 to 1) by the nearest-rank method; sorts a copy. */
export function quantile(values: readonly number[], q: number): number {
  if (values.length === 0) throw new RangeError('a quantile of nothing')
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))]!
}

export function rounded(value: number): number {
  return value >= 100 ? Math.round(value) : Math.round(value * 100) / 100
}

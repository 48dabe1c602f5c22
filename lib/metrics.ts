import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** Seconds; from a fast append to a job that waits for a model. */
const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export type Metrics = ReturnType<typeof createMetrics>

/**
 * One registry a process, not prom-client's global one, so that tests can run several processes in one. Every
 * name begins with `countersign_`; labels are codes and region names, never ids.
 */
export function createMetrics(processName: string) {
  const registry = new Registry()
  registry.setDefaultLabels({ process: processName })
  collectDefaultMetrics({ register: registry, prefix: 'countersign_' })
  const full = (name: string) => `countersign_${name}`
  return {
    contentType: registry.contentType,
    counter: <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
      new Counter<L>({ name: full(name), help, labelNames, registers: [registry] }),
    gauge: <L extends string>(
      name: string,
      help: string,
      labelNames: readonly L[] = [],
      collect?: (gauge: Gauge<L>) => void | Promise<void>,
    ) =>
      new Gauge<L>({
        name: full(name),
        help,
        labelNames,
        registers: [registry],
        ...(collect
          ? {
              collect: async function (this: Gauge<L>) {
                await collect(this)
              },
            }
          : {}),
      }),
    /** Durations in seconds. */
    histogram: <L extends string>(
      name: string,
      help: string,
      labelNames: readonly L[] = [],
      buckets = DURATION_BUCKETS,
    ) => new Histogram<L>({ name: full(name), help, labelNames, buckets, registers: [registry] }),
    /** The registry in Prometheus' text format. */
    text: () => registry.metrics(),
  }
}

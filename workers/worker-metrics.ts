import type { Metrics } from '#lib/metrics'

/** Made once a process; labels are names of jobs and fixed outcomes. */
export function createWorkerMetrics(metrics: Metrics) {
  return {
    jobs: metrics.counter('jobs_total', 'Jobs and rounds of loops by outcome', ['job', 'outcome']),
    duration: metrics.histogram('job_duration_seconds', 'How long jobs and rounds of loops take', ['job']),
    stalled: metrics.counter('jobs_stalled_total', 'Jobs whose worker stopped answering', ['job']),
    swept: metrics.counter('swept_total', 'Rows that the sweeper put back on their way', ['job']),
    classifierFailures: metrics.counter('classifier_unavailable_total', 'Signals that say unavailable', [
      'classifier',
      'reason',
    ]),
    plugins: metrics.counter('plugin_answers_total', 'Reports that a plug-in scorer was to be asked about', [
      'outcome',
    ]),
    scoringLag: metrics.histogram(
      'scoring_lag_seconds',
      'From a report being received to its signals being stored',
      [],
      [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300],
    ),
    deliveries: metrics.counter('deliveries_total', 'Tries at sending a decision by outcome', ['outcome']),
  }
}
export type WorkerMetrics = ReturnType<typeof createWorkerMetrics>

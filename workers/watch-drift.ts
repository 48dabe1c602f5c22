import { z } from 'zod'
import { defineJob } from './job'

const EVERY_MS = 15 * 60_000

/** Counts and judges the weeks of every classifier, and says which versions this build can run. */
export const watchDrift = defineJob({
  name: 'watch-drift',
  payload: z.strictObject({}),
  key: () => 'all',
  concurrency: 1,
  attempts: 3,
  backoffMs: 5_000,
  every: { ms: EVERY_MS, payload: {} },

  async prepare({ query, classifiers, candidates, log, now }) {
    const { announceVersions, watchDrift: watch } = await import('#services/calibration/drift-data')
    return async () => {
      const at = new Date(now())
      await announceVersions(query, { classifiers, candidates }, at)
      const { alarms } = await watch(query, classifiers, at)
      if (alarms > 0) log.warn('a classifier drifts on a platform', { count: alarms })
    }
  },
})

import type { Log } from '#lib/log'
import type { WorkerContext } from './context'
import { codeOf } from './job-failure'
import type { WorkerMetrics } from './worker-metrics'

/** Work that goes round for as long as the process lives: it finds its own work in PostgreSQL. */
export type Loop = {
  name: string
  /** Pause between rounds when nothing was left to do and nobody called `wake`. */
  idleMs: number
  /** @returns a function that does one round and says whether there is more to do at once. */
  prepare: (context: WorkerContext) => Promise<{ round: () => Promise<boolean>; close?: () => Promise<void> }>
}

export type RunningLoop = { wake(): void; healthy(): boolean; close(): Promise<void> }

const MAX_PAUSE_MS = 5_000

/** Runs rounds one after another. A round that throws is counted, logged once a change of code, and repeated. */
export async function startLoop(
  loop: Loop,
  context: WorkerContext,
  metrics: WorkerMetrics,
  log: Log,
): Promise<RunningLoop> {
  const { round, close } = await loop.prepare(context)
  let closing = false
  let woken = false
  let wakeUp: (() => void) | undefined
  let failures = 0
  let lastCode = ''

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(done, ms)
      function done() {
        clearTimeout(timer)
        wakeUp = undefined
        resolve()
      }
      wakeUp = done
      if (woken || closing) done()
    })

  async function run(): Promise<void> {
    while (!closing) {
      woken = false
      let more = false
      const stop = metrics.duration.startTimer({ job: loop.name })
      try {
        more = await round()
        metrics.jobs.inc({ job: loop.name, outcome: 'done' })
        if (failures > 0) log.info('a loop works again', { job: loop.name, count: failures })
        failures = 0
        lastCode = ''
      } catch (error) {
        failures++
        const code = codeOf(error)
        metrics.jobs.inc({ job: loop.name, outcome: 'failed' })
        if (code !== lastCode) log.warn('a loop failed and goes on', { job: loop.name, code })
        lastCode = code
      } finally {
        stop()
      }
      if (failures > 0) await pause(Math.min(MAX_PAUSE_MS, 100 * 2 ** Math.min(failures, 8)))
      else if (!more) await pause(loop.idleMs)
    }
  }

  const running = run()
  const wake = () => {
    woken = true
    // A failing loop keeps its pause: a notification does not mean that the store is well.
    if (failures === 0) wakeUp?.()
  }
  context.wakers.set(loop.name, wake)
  return {
    wake,
    healthy: () => failures < 3,
    async close() {
      closing = true
      wakeUp?.()
      await running
      await close?.()
    },
  }
}

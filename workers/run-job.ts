import { DelayedError, UnrecoverableError, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import { buryJob } from '#services/pipeline/dead-letters'
import type { WorkerContext } from './context'
import type { Job } from './job'
import { codeOf, Deferred, isOutage, JobFailure } from './job-failure'

/** A worker that dies is noticed after the lock's time; its jobs then run elsewhere. */
const LOCK_MS = 15_000
const STALL_CHECK_MS = 5_000
const MAX_STALLS = 5
const OUTAGE_DELAY_MS = 1_000
/** Redis has lost the job's data. There is nothing to keep: the sweeper finds the row that the job was for. */
const LOST = 'payload_lost'

/** Starts taking a job from its queue. Everything that is the same for every job is here. */
export async function startJob<Payload extends object>(
  job: Job<Payload>,
  context: WorkerContext,
  options: { connection: Redis; prefix: string },
): Promise<Worker> {
  const { metrics, log } = context
  const handle = await job.prepare(context)

  const worker = new Worker(
    job.name,
    async (taken, token) => {
      const stop = metrics.duration.startTimer({ job: job.name })
      const number = taken.attemptsMade + 1
      const allowed = taken.opts.attempts ?? 1
      try {
        const parsed = job.payload.safeParse(taken.data)
        if (!parsed.success)
          throw new JobFailure(isLost(taken.data) ? LOST : 'payload_invalid', { final: true })
        await handle(parsed.data, { number, last: number >= allowed })
        metrics.jobs.inc({ job: job.name, outcome: 'done' })
      } catch (error) {
        const code = codeOf(error)
        const wait = deferral(error)
        if (wait === undefined) {
          const final = (error instanceof JobFailure && error.final) || number >= allowed
          const outcome = await settle(taken.id ?? '', taken.data, code, number, final)
          metrics.jobs.inc({ job: job.name, outcome })
          log.warn('a job failed', { job: job.name, jobId: taken.id, code, attempt: number, outcome })
          // BullMQ stores message and stack in Redis: the code is all that they may say.
          if (outcome !== 'deferred')
            throw plain(outcome === 'failed' ? new Error(code) : new UnrecoverableError(code))
        } else metrics.jobs.inc({ job: job.name, outcome: 'deferred' })
        await taken.moveToDelayed(Date.now() + jittered(wait ?? OUTAGE_DELAY_MS), token)
        throw new DelayedError()
      } finally {
        stop()
      }
    },
    {
      connection: options.connection,
      prefix: options.prefix,
      concurrency: job.concurrency,
      lockDuration: LOCK_MS,
      stalledInterval: STALL_CHECK_MS,
      maxStalledCount: MAX_STALLS,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
      drainDelay: 2,
    },
  )

  /** The dead letter is written before the job leaves Redis; when it cannot be, the job stays. */
  async function settle(id: string, data: unknown, code: string, attempts: number, final: boolean) {
    if (!final) return 'failed'
    if (code === LOST) return 'lost'
    try {
      await bury(id, data, code, attempts)
      return 'dead'
    } catch {
      return 'deferred'
    }
  }

  async function bury(id: string, data: unknown, code: string, attempts: number): Promise<void> {
    const parsed = job.payload.safeParse(data)
    // What cannot be parsed is not ours to keep: it might be anything.
    const payload: object = parsed.success ? parsed.data : { jobId: /^[\w-]{1,80}$/.test(id) ? id : '' }
    await buryJob(context.query, { job: job.name, payload, code, attempts }, context.now())
  }

  worker.on('stalled', (id) => {
    metrics.stalled.inc({ job: job.name })
    log.warn('a job stalled and runs again', { job: job.name, jobId: id })
  })
  worker.on('failed', (failed, error) => {
    // Only stalls that are too many end here without having passed through the handler above.
    if (!error.message.startsWith('job stalled')) return
    metrics.jobs.inc({ job: job.name, outcome: 'dead' })
    log.error('a job stalled too often', { job: job.name, jobId: failed?.id })
    if (failed) bury(failed.id ?? '', failed.data, 'stalled', failed.attemptsMade).catch(() => {})
  })
  // connectRedis reports an outage of Redis; BullMQ goes on by itself.
  worker.on('error', () => {})
  return worker
}

function isLost(data: unknown): boolean {
  return typeof data !== 'object' || data === null || Object.keys(data).length === 0
}

/** How long the job should wait for something that is away, or undefined when it simply failed. */
function deferral(error: unknown): number | undefined {
  if (error instanceof Deferred) return error.delayMs
  return isOutage(error) ? OUTAGE_DELAY_MS : undefined
}

/** Up to half as long again, so that what waited for one outage does not come back all at once. */
function jittered(ms: number): number {
  return ms + Math.random() * ms * 0.5
}

function plain(error: Error): Error {
  error.stack = error.message
  return error
}

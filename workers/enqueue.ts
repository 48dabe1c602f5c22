import { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Log } from '#lib/log'
import { connectRedis } from '#lib/redis'
import type { Job } from './job'
import { JobFailure } from './job-failure'

export const DEFAULT_PREFIX = 'countersign'
/** Redis is delivery only: who cannot reach it goes on, and the sweeper finds the rows later. */
const TIMEOUT_MS = 3_000

/**
 * Puts jobs into Redis. Payloads are parsed here and again when they are run; a job that is waiting or running
 * under the same key swallows another one.
 */
export class Enqueuer {
  private readonly redis: Redis
  private readonly queues = new Map<string, Queue>()
  private readonly prefix: string

  constructor(options: { redisUrl: string; prefix?: string; log?: Log }) {
    this.redis = connectRedis(options.redisUrl, {
      maxRetriesPerRequest: 2,
      commandTimeout: TIMEOUT_MS,
      ...(options.log ? { log: options.log } : {}),
    })
    this.prefix = options.prefix ?? DEFAULT_PREFIX
  }

  private queueOf(name: string): Queue {
    let queue = this.queues.get(name)
    if (!queue) {
      queue = new Queue(name, { connection: this.redis, prefix: this.prefix })
      // Without a listener an outage of Redis would end the process; connectRedis reports it.
      queue.on('error', () => {})
      this.queues.set(name, queue)
    }
    return queue
  }

  /** @throws JobFailure `redis_unavailable` when Redis does not take them within three seconds. */
  async add<Payload extends object>(job: Job<Payload>, payloads: Payload[]): Promise<void> {
    if (payloads.length === 0) return
    const jobs = payloads.map((payload) => {
      const data = job.payload.parse(payload)
      return { name: job.name, data, opts: { ...optionsOf(job), jobId: job.key(data) } }
    })
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new JobFailure('redis_unavailable')), TIMEOUT_MS)
    })
    try {
      await Promise.race([this.queueOf(job.name).addBulk(jobs), late])
    } catch {
      throw new JobFailure('redis_unavailable')
    } finally {
      clearTimeout(timer)
    }
  }

  /** Has a job run at its times. The workers share one schedule; saying it again changes nothing. */
  async schedule<Payload extends object>(job: Job<Payload>): Promise<void> {
    if (!job.every) return
    const data = job.payload.parse(job.every.payload)
    const template = { name: job.name, data, opts: optionsOf(job) }
    await this.queueOf(job.name).upsertJobScheduler(`every-${job.name}`, { every: job.every.ms }, template)
  }

  /** For a caller that has committed already: a failure is the sweeper's to repair. @returns whether it worked. */
  async tryAdd<Payload extends object>(job: Job<Payload>, payloads: Payload[]): Promise<boolean> {
    try {
      await this.add(job, payloads)
      return true
    } catch {
      return false
    }
  }

  async ping(): Promise<void> {
    await this.redis.ping()
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.queues.values()].map((queue) => queue.close()))
    this.redis.disconnect()
  }
}

function optionsOf(job: Pick<Job<object>, 'attempts' | 'backoffMs'>) {
  return {
    attempts: job.attempts,
    backoff: { type: 'exponential', delay: job.backoffMs, jitter: 0.5 },
    // A job that is kept, done or failed, would swallow the next one with its key. What failed is a dead letter.
    removeOnComplete: true,
    removeOnFail: true,
    stackTraceLimit: 0,
  }
}

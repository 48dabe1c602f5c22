import type { z } from 'zod'
import type { WorkerContext } from './context'

/** Which try this is, from 1, and whether it is the last before the job becomes a dead letter. */
export type Attempt = { number: number; last: boolean }
export type Handler<Payload> = (payload: Payload, attempt: Attempt) => Promise<void>

/**
 * A job is one file that exports one of these, and one line in `workers/index.ts`. `run-job.ts` gives every job
 * parsing, metrics, retries, stall handling and dead letters.
 */
export type Job<Payload extends object> = {
  /** Verb-object; also the queue's name. BullMQ refuses `:`. */
  name: string
  /** Ids only: payloads stand in Redis and in dead letters. Parsed when enqueued and when run. */
  payload: z.ZodType<Payload>
  /** Two jobs with one key are one job while the first waits or runs. What makes work happen once is PostgreSQL. */
  key: (payload: Payload) => string
  concurrency: number
  /** Tries before the job becomes a dead letter. An outage uses none. */
  attempts: number
  /** Wait before the second try; doubles with each. */
  backoffMs: number
  /** For a job that nothing asks for: its payload and how often it runs, once among all workers. */
  every?: { ms: number; payload: Payload }
  /** Called once a process. Heavy modules are imported here, so that who only enqueues does not load them. */
  prepare: (context: WorkerContext) => Promise<Handler<Payload>>
}

/** Only there to infer the payload's type from its schema. */
export function defineJob<Payload extends object>(job: Job<Payload>): Job<Payload> {
  return job
}

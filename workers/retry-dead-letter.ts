import type { Query } from '#lib/query'
import { takeDeadLetter } from '#services/pipeline/dead-letters'
import type { Enqueuer } from './enqueue'
import { JOBS } from './index'

/**
 * Runs a job that gave up again, once: of two people who ask, one gets `not_found`. A letter of a loop, or of a job
 * whose payload could not be read, has nothing to run: it is answered and no more.
 */
export async function retryDeadLetter(
  query: Query,
  enqueuer: Enqueuer,
  id: string,
): Promise<'retried' | 'nothing_to_run' | 'not_found'> {
  const letter = await takeDeadLetter(query, id)
  if (!letter) return 'not_found'
  const job = JOBS.find((candidate) => candidate.name === letter.job)
  const payload = job?.payload.safeParse(letter.payload)
  if (!job || !payload?.success) return 'nothing_to_run'
  // Should Redis be away, the sweeper finds the row: with the letter answered it is not held back any more.
  await enqueuer.tryAdd(job, [payload.data])
  return 'retried'
}

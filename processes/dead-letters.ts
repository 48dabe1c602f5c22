import { createPool } from '#lib/database'
import { pgQuery } from '#lib/query'
import { listDeadLetters } from '#services/pipeline/dead-letters'
import { DEFAULT_PREFIX, Enqueuer } from '#workers/enqueue'
import { retryDeadLetter } from '#workers/retry-dead-letter'

/**
 * `npm run dead-letters`: lists jobs that gave up; with `retry ID…` or `retry all` runs them again. Takes
 * WORKER_DATABASE_URL and REDIS_URL from the environment, as the worker does.
 */
const { WORKER_DATABASE_URL, REDIS_URL } = process.env
const [command = 'list', ...ids] = process.argv.slice(2)
if (!WORKER_DATABASE_URL || !REDIS_URL || !['list', 'retry'].includes(command)) {
  console.error('Set WORKER_DATABASE_URL and REDIS_URL, then: dead-letters [list | retry all | retry ID…]')
  process.exit(2)
}
const pool = createPool(WORKER_DATABASE_URL, { name: 'dead-letters', max: 1 })
const enqueuer = new Enqueuer({ redisUrl: REDIS_URL, prefix: DEFAULT_PREFIX })
try {
  const query = pgQuery(pool)
  const letters = await listDeadLetters(query)
  if (command === 'list')
    for (const { id, at, job, code, attempts, payload } of letters)
      console.log([id, at.toISOString(), job, code, `${attempts}×`, JSON.stringify(payload)].join('  '))
  else
    for (const id of ids[0] === 'all' ? letters.map((letter) => letter.id) : ids)
      console.log(`${id}  ${await retryDeadLetter(query, enqueuer, id)}`)
  if (letters.length === 0) console.log('no dead letters')
} finally {
  await enqueuer.close()
  await pool.end()
}

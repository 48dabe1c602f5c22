import pg from 'pg'
import { openRoles, ROLES } from './database-roles.mjs'
import { startPostgres } from './postgres.mjs'
import { startRedis } from './redis.mjs'
import { StartProblem } from './start-problem.mjs'
import { privateDirectory, secretFile } from './state-directory.mjs'

const DATABASE = 'countersign'

async function withClient(url, work) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** The owner's URL: DATABASE_URL, or the embedded server's, which the supervisor then keeps alive on its port. */
export async function bringUpPostgres(state, supervisor) {
  const given = process.env.DATABASE_URL
  if (given) {
    let version
    try {
      version = await withClient(given, (client) => client.query('SHOW server_version_num'))
    } catch (cause) {
      throw new StartProblem(
        `PostgreSQL at DATABASE_URL does not answer (${cause.code ?? cause.name}): check its address, or unset DATABASE_URL to use the embedded one.`,
        { cause },
      )
    }
    if (Number(version.rows[0].server_version_num) < 160_000)
      throw new StartProblem(
        'PostgreSQL at DATABASE_URL is older than 16: use a newer server, or unset DATABASE_URL.',
      )
    return { url: given, note: 'from DATABASE_URL' }
  }
  const settings = ['max_connections=200', 'shared_buffers=256MB', 'wal_compression=on']
  const server = await startPostgres(state, { settings })
  supervisor.watch('PostgreSQL', server, () => startPostgres(state, { settings, port: server.port }))
  await withClient(server.url('postgres'), async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE])
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`)
  })
  return {
    url: server.url(DATABASE),
    note: `embedded, ${server.fresh ? 'made' : 'data kept'}, port ${server.port}`,
  }
}

export async function bringUpRedis(state, sockets, supervisor) {
  const given = process.env.REDIS_URL
  if (given) {
    const { Redis } = await import('ioredis')
    const options = { lazyConnect: true, retryStrategy: null, connectTimeout: 5_000 }
    const probe = given.startsWith('/') ? new Redis({ path: given, ...options }) : new Redis(given, options)
    probe.on('error', () => undefined)
    try {
      await probe.connect()
      await probe.ping()
    } catch (cause) {
      throw new StartProblem(
        `Redis at REDIS_URL does not answer (${cause.code ?? cause.name}): check its address, or unset REDIS_URL to use a local one.`,
        { cause },
      )
    } finally {
      probe.disconnect()
    }
    return { url: given, note: 'from REDIS_URL' }
  }
  const redis = await startRedis(state, sockets)
  supervisor.watch('Redis', redis, () => startRedis(state, sockets))
  return { url: redis.url, note: redis.from }
}

/** A URL for each role: as given in <PART>_DATABASE_URL, else with a password of this checkout's own. */
export async function roleUrls(state, ownerUrl) {
  const secrets = privateDirectory(state, 'secrets')
  const given = Object.keys(ROLES).map((part) => process.env[`${part.toUpperCase()}_DATABASE_URL`])
  if (given.every(Boolean)) return Object.fromEntries(Object.keys(ROLES).map((part, i) => [part, given[i]]))
  const passwords = Object.fromEntries(
    Object.keys(ROLES).map((part) => [part, secretFile(`${secrets}/database-${part}`)]),
  )
  return openRoles(ownerUrl, passwords)
}

import { createHash } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { openRoles } from '../../scripts/lib/database-roles.mjs'
import { startPostgres } from '../../scripts/lib/postgres.mjs'
import { startRedis } from '../../scripts/lib/redis.mjs'
import { isRoot, stateDirectory } from '../../scripts/lib/state-directory.mjs'
import { migrate, readMigrations } from '../../scripts/migrate.mjs'

/**
 * PostgreSQL, Redis and Chromium for one test run, each started when the first test file asks for it, so that a
 * run of pure tests starts nothing. Test files ask over a unix socket, whose path is in TEST_STORES.
 */

const ROLE_PASSWORDS = {
  console: 'test-console',
  intake: 'test-intake',
  worker: 'test-worker',
  keyd: 'test-keyd',
}

async function withClient(url, work) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** A migrated database that test files clone; its name follows the migrations, so that a change makes a new one. */
async function prepareTemplate(ownerUrl) {
  const hash = createHash('sha256')
  for (const { checksum } of readMigrations()) hash.update(checksum)
  const name = `countersign_template_${hash.digest('hex').slice(0, 12)}`
  const target = new URL(ownerUrl)
  target.pathname = `/${name}`
  await withClient(ownerUrl, async (client) => {
    await client.query("SELECT pg_advisory_lock(hashtext('countersign test template'))")
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name])
    if (rowCount === 0) {
      await client.query(`CREATE DATABASE ${name}_new`)
      const fresh = new URL(target)
      fresh.pathname = `/${name}_new`
      await migrate(fresh.href)
      await openRoles(fresh.href, ROLE_PASSWORDS, { overwrite: true })
      await client.query(`ALTER DATABASE ${name}_new RENAME TO ${name}`)
    }
  })
  return name
}

function makeStores(state) {
  const stops = []
  const starters = {
    '/postgres': async () => {
      let ownerUrl = process.env.TEST_DATABASE_URL
      if (!ownerUrl) {
        // Nothing kills the machine during tests; synchronous_commit stays on, so that killing a process loses nothing.
        const settings = ['fsync=off', 'full_page_writes=off', 'max_connections=400']
        const server = await startPostgres(state, { settings, sync: false })
        stops.push(server.stop)
        ownerUrl = server.url('postgres')
      }
      return { ownerUrl, template: await prepareTemplate(ownerUrl), passwords: ROLE_PASSWORDS }
    },
    '/redis': async () => {
      if (process.env.TEST_REDIS_URL) return { url: process.env.TEST_REDIS_URL }
      // A Redis that had to be downloaded is kept in the checkout's own state, not fetched for each run.
      const redis = await startRedis(state, state, stateDirectory())
      stops.push(redis.stop)
      return { url: redis.url }
    },
    // What the browser journeys run; a test that starts everything in its own process needs none of it.
    '/build': async () => {
      const { buildConsole, buildProcesses, generatePrismaClient } = await import('../../scripts/build.mjs')
      await generatePrismaClient()
      await buildProcesses()
      await buildConsole()
      return {}
    },
    '/chromium': async () => {
      const { findChromium } = await import('../../scripts/lib/chromium.mjs')
      return findChromium(stateDirectory())
    },
  }
  const started = new Map()
  return {
    ask(name) {
      if (!starters[name]) return Promise.reject(new Error(`there is no ${name}`))
      if (!started.has(name)) started.set(name, starters[name]())
      return started.get(name)
    },
    async stop() {
      await Promise.allSettled(started.values())
      await Promise.all(stops.map((stop) => stop()))
    },
  }
}

async function open() {
  // PostgreSQL runs as another account when this is root, which must be able to enter.
  const state = mkdtempSync(path.join(isRoot ? '/var/tmp' : os.tmpdir(), 'countersign-test-'))
  chmodSync(state, 0o755)
  const stores = makeStores(state)
  const server = createServer((request, response) => {
    stores.ask(request.url).then(
      (answer) => response.end(JSON.stringify(answer)),
      (error) => response.writeHead(500).end(String(error.message)),
    )
  })
  const socket = path.join(state, 'stores.sock')
  await new Promise((resolve) => server.listen(socket, resolve))
  process.env.TEST_STORES = socket
  return async () => {
    server.closeAllConnections()
    server.close()
    await stores.stop()
    rmSync(state, { recursive: true, force: true })
  }
}

/** Vitest calls this once a project; the projects of a run share the stores. */
export default async function setup() {
  const key = Symbol.for('countersign.test-stores')
  if (globalThis[key]) return undefined
  globalThis[key] = open()
  const close = await globalThis[key]
  return async () => {
    delete globalThis[key]
    await close()
  }
}

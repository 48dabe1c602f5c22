import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { buildConsole, buildProcesses, generatePrismaClient } from '../build.mjs'
import { migrate } from '../migrate.mjs'
import { requirePort } from './ports.mjs'
import { freePort } from './postgres.mjs'
import { REQUIRED } from './process-environments.mjs'
import { runCommand } from './run-command.mjs'
import { StartProblem } from './start-problem.mjs'
import { CHECKOUT, socketDirectory } from './state-directory.mjs'
import { step } from './steps.mjs'
import { bringUpPostgres, bringUpRedis } from './stores.mjs'

/** Secrets that a trial in this state directory has made: published to whoever saw its terminal or disk. */
function trialSecrets(state) {
  const directory = path.join(state, 'secrets')
  if (!existsSync(directory)) return []
  return readdirSync(directory).map((name) => readFileSync(path.join(directory, name), 'utf8'))
}

async function refuseTrialAccounts(url) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query('SELECT count(*)::int AS count FROM person WHERE trial')
    if (rows[0].count > 0)
      throw new StartProblem(
        `The database holds ${rows[0].count} sample accounts of a trial: use a new database, or delete them (DELETE FROM person WHERE trial).`,
      )
  } finally {
    await client.end()
  }
}

/** All processes on one host against managed stores; nothing is made up here, and nothing of a trial is taken. */
export async function prepare({ state, supervisor }) {
  const { env } = process
  const missing = REQUIRED.filter((name) => !env[name])
  if (missing.length > 0)
    throw new StartProblem(
      `A production start needs ${missing.join(', ')}: see "Production" in README.md, and "npm run setup" for the keys.`,
    )
  const leaked = trialSecrets(state)
  const reused = ['NEXTAUTH_SECRET', 'CONSOLE_SECRET_KEY'].find((name) => leaked.includes(env[name]))
  if (reused)
    throw new StartProblem(`${reused} is the one that a trial made: production needs a secret of its own.`)
  if (env.NEXTAUTH_SECRET === env.CONSOLE_SECRET_KEY)
    throw new StartProblem(
      'NEXTAUTH_SECRET and CONSOLE_SECRET_KEY are the same: each needs a secret of its own.',
    )
  for (const name of ['CONSOLE_ORIGIN', 'READER_ORIGIN'])
    if (!env[name].startsWith('https://'))
      throw new StartProblem(
        `${name} must be an https:// address in production: browsers trust nothing less.`,
      )
  if (!existsSync(env.TRUST_FILE))
    throw new StartProblem('TRUST_FILE does not exist: make the keys with "npm run setup".')
  if (JSON.parse(readFileSync(env.TRUST_FILE, 'utf8')).mode !== 'production')
    throw new StartProblem('TRUST_FILE was made for a trial: make production keys with "npm run setup".')

  const port = Number(env.PORT || 3000)
  const relayPort = Number(env.RELAY_PORT || port + 1)
  await requirePort(port, 'the front door', 'PORT')
  await requirePort(relayPort, 'the relay', 'RELAY_PORT')
  const sockets = socketDirectory(state)
  await step('PostgreSQL', async () => (await bringUpPostgres(state, supervisor)).note)
  await step('Redis', async () => (await bringUpRedis(state, sockets, supervisor)).note)
  await step('database schema', async () => {
    const applied = await migrate(env.DATABASE_URL)
    await refuseTrialAccounts(env.DATABASE_URL)
    return applied.length > 0 ? `applied ${applied.length} migrations` : 'up to date'
  })
  await step('database client', async () => ((await generatePrismaClient()) ? 'generated' : 'unchanged'))
  await step('compiling the processes', buildProcesses)
  await step('building the console', async () => ((await buildConsole()) ? 'built' : 'unchanged'))
  if (existsSync(path.join(state, 'first-accounts.json')))
    await step('first accounts', async () =>
      (
        await runCommand(process.execPath, [path.join(CHECKOUT, 'dist/first-accounts.js')], {
          env: { PATH: env.PATH, CONSOLE_DATABASE_URL: env.CONSOLE_DATABASE_URL, STATE_DIR: state },
        })
      ).trim(),
    )
  const values = {
    ...env,
    PORT: port,
    HOST: env.HOST || '127.0.0.1',
    CONSOLE_PORT: env.CONSOLE_PORT || (await freePort()),
    NEXTAUTH_URL: env.CONSOLE_ORIGIN,
    RELAY_PORT: relayPort,
    READER_DIR: env.READER_DIR || path.join(state, 'reader'),
    KEYD_SOCKET: env.KEYD_SOCKET || path.join(sockets, 'keyd.sock'),
    INTAKE_SOCKET: env.INTAKE_SOCKET || path.join(sockets, 'intake.sock'),
    WORKER_SOCKET: env.WORKER_SOCKET || path.join(sockets, 'worker.sock'),
    // A private address that webhooks may reach belongs to trials.
    WEBHOOK_ALLOW: '',
  }
  await step('reader', () =>
    runCommand(path.join(CHECKOUT, 'node_modules/.bin/tsx'), ['processes/build-reader.ts'], {
      env: { PATH: env.PATH, TRUST_FILE: env.TRUST_FILE, READER_DIR: values.READER_DIR },
    }).then(() => undefined),
  )
  return values
}

export function greet(values) {
  console.log(
    `\n  Countersign is ready behind ${values.CONSOLE_ORIGIN}, listening on ${values.HOST}:${values.PORT}`,
  )
}

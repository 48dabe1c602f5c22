import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { buildConsole, buildProcesses, generatePrismaClient } from '../build.mjs'
import { migrate } from '../migrate.mjs'
import { requirePort } from './ports.mjs'
import { freePort } from './postgres.mjs'
import { runCommand } from './run-command.mjs'
import { CHECKOUT, privateDirectory, secretFile, socketDirectory } from './state-directory.mjs'
import { step } from './steps.mjs'
import { bringUpPostgres, bringUpRedis, roleUrls } from './stores.mjs'

const WORKER_NAME = 'worker-1'
const SAMPLE_REPORTS = 40
const dist = (name) => path.join(CHECKOUT, 'dist', `${name}.js`)

/** Runs one of our own programs of dist/ with these variables added. */
function runOurs(name, values, args = []) {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production', ...values }
  return runCommand(process.execPath, [dist(name), ...args], { env })
}

/** Everything that a trial needs and does not have yet; a second run finds it and changes nothing. */
export async function prepare({ state, supervisor }) {
  const port = Number(process.env.PORT || 3000)
  const readerPort = Number(process.env.READER_PORT || port + 1)
  await requirePort(port, 'the console', 'PORT')
  await requirePort(readerPort, 'the reader (PORT + 1)', 'READER_PORT')
  const wanted = Number(process.env.WITNESS_PORT || port + 3)
  const witnessPort = await requirePort(wanted, 'the witness', 'WITNESS_PORT').then(
    () => wanted,
    () => freePort(),
  )
  const sockets = socketDirectory(state)

  let database
  await step('PostgreSQL', async () => {
    database = await bringUpPostgres(state, supervisor)
    return database.note
  })
  let redis
  await step('Redis', async () => {
    redis = await bringUpRedis(state, sockets, supervisor)
    return redis.note
  })
  let urls
  await step('database schema and roles', async () => {
    const applied = await migrate(database.url)
    urls = await roleUrls(state, database.url)
    return applied.length > 0 ? `applied ${applied.length} migrations` : 'up to date'
  })
  await step('database client', async () => ((await generatePrismaClient()) ? 'generated' : 'unchanged'))
  await step('compiling the processes', buildProcesses)
  await step('building the console', async () => ((await buildConsole()) ? 'built' : 'unchanged'))

  const secrets = privateDirectory(state, 'secrets')
  const trialFile = path.join(state, 'trial.json')
  const values = {
    COUNTERSIGN_MODE: 'trial',
    STATE_DIR: state,
    TRIAL_FILE: trialFile,
    PORT: port,
    HOST: '127.0.0.1',
    CONSOLE_PORT: await freePort(),
    CONSOLE_ORIGIN: `http://localhost:${port}`,
    // A name, since passkeys take none but names; another site for the browser than the console's, not only another
    // origin. Browsers resolve names under localhost to this machine themselves.
    READER_ORIGIN: `http://reader.localhost:${readerPort}`,
    RELAY_HOST: '127.0.0.1',
    RELAY_PORT: readerPort,
    READER_DIR: path.join(state, 'reader'),
    NEXTAUTH_URL: `http://localhost:${port}`,
    NEXTAUTH_SECRET: secretFile(`${secrets}/nextauth`),
    CONSOLE_SECRET_KEY: secretFile(`${secrets}/console-secret-key`),
    KEYD_HOME: path.join(state, 'keyd'),
    KEYD_ALLOW_VOLATILE_STORE: process.env.KEYD_ALLOW_VOLATILE_STORE,
    LEDGER_DIR: path.join(state, 'ledger'),
    WITNESS_HOME: path.join(state, 'witness'),
    WITNESS_NAME: 'witness.localhost/trial',
    WITNESS_PORT: witnessPort,
    WITNESS_LOGS: path.join(state, 'witness', 'logs.policy'),
    INTAKE_HOME: path.join(state, 'intake'),
    TRUST_FILE: path.join(state, 'trust.json'),
    WORKER_NAME,
    WORKER_KEY_FILE: path.join(state, 'worker', `${WORKER_NAME}.pem`),
    KEYD_DATABASE_URL: urls.keyd,
    INTAKE_DATABASE_URL: urls.intake,
    WORKER_DATABASE_URL: urls.worker,
    CONSOLE_DATABASE_URL: urls.console,
    REDIS_URL: redis.url,
    KEYD_SOCKET: path.join(sockets, 'keyd.sock'),
    INTAKE_SOCKET: path.join(sockets, 'intake.sock'),
    WORKER_SOCKET: path.join(sockets, 'worker.sock'),
    RECEIVER_URL: `http://127.0.0.1:${port + 2}/webhooks`,
  }
  const firstTime = !existsSync(values.TRUST_FILE)
  await step('keys', async () => {
    await runOurs('setup-trial', values)
    return firstTime ? 'made' : 'kept'
  })
  await step('reader', () =>
    runCommand(path.join(CHECKOUT, 'node_modules/.bin/tsx'), ['processes/build-reader.ts'], {
      env: { PATH: process.env.PATH, TRUST_FILE: values.TRUST_FILE, READER_DIR: values.READER_DIR },
    }).then(() => undefined),
  )
  await step('sample accounts', async () => (await runOurs('seed', values)).trim())
  // The one private address that webhooks may reach: the receiver that ships for trials.
  values.WEBHOOK_ALLOW = new URL(JSON.parse(readFileSync(trialFile, 'utf8')).webhookUrl).host
  return values
}

/** The first start fills the queue, the way that any platform would: through the API. */
async function sendSamplesOnce(values, apiKey) {
  const marker = path.join(values.STATE_DIR, 'samples-sent')
  if (existsSync(marker)) return
  await step('sample reports', async () => {
    const target = { COUNTERSIGN_URL: values.CONSOLE_ORIGIN, COUNTERSIGN_API_KEY: apiKey }
    await runOurs('samples', target, ['--count', String(SAMPLE_REPORTS), '--seed', '1'])
    writeFileSync(marker, new Date().toISOString())
    return `${SAMPLE_REPORTS} sent`
  })
}

/** Says where it is and how to go on. */
export async function greet(values) {
  const trial = JSON.parse(readFileSync(values.TRIAL_FILE, 'utf8'))
  // Where npm run import and npm run samples find this trial.
  writeFileSync(path.join(values.STATE_DIR, 'address'), values.CONSOLE_ORIGIN)
  await sendSamplesOnce(values, trial.apiKey)
  const codes = JSON.parse(readFileSync(path.join(values.STATE_DIR, 'reading-codes.json'), 'utf8'))
  const { staff } = JSON.parse(await runOurs('sample-staff', values))
  const rows = staff.map(({ id, email, role }) => [role, email, trial.passwords[id], codes[id]])
  const table = [['Role', 'Email', 'Password', 'Reading code'], ...rows]
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column].length)))
  console.log(`\n  Countersign is ready:  ${values.CONSOLE_ORIGIN}\n`)
  for (const row of table)
    console.log(`  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ')}`.trimEnd())
  console.log(`
  The reading code is asked for by the reader, once a session, and never leaves it.

  API key of the sample platform:  ${trial.apiKey}

  Send a report:
    curl -sS ${values.CONSOLE_ORIGIN}/api/v1/reports -H 'content-type: application/json' \\
      -H 'authorization: Bearer ${trial.apiKey}' -d @docs/examples/report.json

  This is a trial: its people and keys are samples, all regions live on one machine, and it listens on it only.
  So is the witness that cosigns its ledger: it shows how, and proves nothing to anyone outside.`)
}

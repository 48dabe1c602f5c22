import { createPrivateKey } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { Client } from 'undici'
import type { Trust } from '#domain/trust'
import { startFrontDoor } from '#lib/frontdoor'
import { createLog } from '#lib/log'
import { startIntake } from '#services/intake/server'
import { startRelay } from '#services/keys/relay'
import { setupKeys } from '#services/keys/server/operator/setup'
import { startKeyService } from '#services/keys/server/server'
import { startWorker } from '#workers/runner'
import { SAMPLE_PLATFORM, SAMPLE_STAFF } from '../../prisma/sample-staff'
import { seedTrial } from '../../prisma/seed-trial'
import { buildReader } from '../../reader/build'
import { startConsole } from './console-process'
import { createTestDatabase, type TestDatabase } from './database'
import { testPrefix, testRedisUrl } from './redis'

export type StackPart = 'intake' | 'keyd' | 'relay' | 'worker' | 'console' | 'frontdoor'
export type StackStaff = (typeof SAMPLE_STAFF)[number] & { password: string; readingCode: string }

export type Stack = {
  db: TestDatabase
  redisUrl: string
  /** BullMQ's prefix of this stack. */
  queuePrefix: string
  stateDir: string
  trust: Trust
  sockets: { intake: string; keyd: string; worker: string }
  consoleOrigin: string
  readerOrigin: string
  platformId: string
  apiKey: string
  webhook: { url: string; secret: string }
  secretKey: string
  staff: StackStaff[]
  /** The first sample person of this role. */
  person(role: StackStaff['roles'][number]): StackStaff
  /** POST /api/v1/reports straight to intake's socket. */
  postReport(report: unknown, headers?: Record<string, string>): Promise<{ status: number; body: unknown }>
  /** Ends one part, and starts it again: what a restart looks like to the others. */
  stopPart(part: StackPart): Promise<void>
  startPart(part: StackPart): Promise<void>
  stop(): Promise<void>
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (typeof address !== 'object' || !address) throw new Error('no port')
  return address.port
}

/** Those that the others ask come first. */
const ORDER: StackPart[] = ['keyd', 'relay', 'intake', 'worker', 'console', 'frontdoor']

/**
 * A whole installation with its own database, keys, sockets and state, in this test's process; only the console,
 * as `next build` made it, is one of its own. In about two seconds, the console aside.
 * @param options.only which parts; by default all but console and front door.
 */
export async function startStack(
  options: {
    only?: StackPart[]
    receiverUrl?: string
    logLevel?: string
    /** What the key service's operator named; by default a trial's key service takes all. */
    pluginDestinations?: readonly string[]
  } = {},
): Promise<Stack> {
  const parts = options.only ?? ['keyd', 'relay', 'intake', 'worker']
  const db = await createTestDatabase()
  const redisUrl = await testRedisUrl()
  const queuePrefix = testPrefix()
  const stateDir = await mkdtemp(path.join(os.tmpdir(), 'stack-'))
  const level = options.logLevel ?? process.env.LOG_LEVEL ?? 'silent'
  const [port, readerPort, consolePort] = [await freePort(), await freePort(), await freePort()]
  const consoleOrigin = `http://localhost:${port}`
  const readerOrigin = `http://reader.localhost:${readerPort}`
  const sockets = {
    intake: path.join(stateDir, 'intake.sock'),
    keyd: path.join(stateDir, 'keyd.sock'),
    worker: path.join(stateDir, 'worker.sock'),
  }
  const { trust, paths, staffCodes } = await setupKeys({
    stateDir,
    mode: 'trial',
    consoleOrigin,
    readerOrigin,
    staff: SAMPLE_STAFF,
    workerNames: ['worker-1'],
  })
  const readerDir = path.join(stateDir, 'reader')
  await buildReader({ trust, outDir: readerDir })
  const secretKey = Buffer.alloc(32, 7).toString('base64url')
  const receiverUrl = options.receiverUrl ?? `http://127.0.0.1:${await freePort()}/webhooks`
  const trialFile = path.join(stateDir, 'trial.json')
  const { trial } = await seedTrial({ databaseUrl: db.console, secretKey, trialFile, receiverUrl })

  const starters: Record<StackPart, () => Promise<{ close(): Promise<void> }>> = {
    keyd: () =>
      startKeyService({
        mode: 'trial',
        databaseUrl: db.keyd,
        socket: sockets.keyd,
        home: paths.keydHome,
        trust,
        readerDir,
        ledgerDir: path.join(stateDir, 'ledger'),
        allowVolatileStore: true,
        pluginDestinations: options.pluginDestinations,
        log: createLog('keyd', level),
      }),
    relay: () =>
      startRelay({
        host: '127.0.0.1',
        port: readerPort,
        keydSocket: sockets.keyd,
        readerDir,
        ledgerDir: path.join(stateDir, 'ledger'),
        consoleOrigin,
        log: createLog('relay', level),
      }),
    intake: () =>
      startIntake({
        databaseUrl: db.intake,
        socketPath: sockets.intake,
        home: paths.intakeHome,
        trust,
        log: createLog('intake', level),
      }),
    worker: async () =>
      startWorker({
        databaseUrl: db.worker,
        redisUrl,
        prefix: queuePrefix,
        keydSocket: sockets.keyd,
        trust,
        name: 'worker-1',
        identity: createPrivateKey(await readFile(paths.workerKey('worker-1'))),
        secretKey,
        webhookAllow: [new URL(trial.webhookUrl).host],
        socketPath: sockets.worker,
        log: createLog('worker', level),
      }),
    console: () =>
      startConsole({
        COUNTERSIGN_MODE: 'trial',
        LOG_LEVEL: level,
        CONSOLE_DATABASE_URL: db.console,
        REDIS_URL: redisUrl,
        KEYD_SOCKET: sockets.keyd,
        INTAKE_SOCKET: sockets.intake,
        WORKER_SOCKET: sockets.worker,
        READER_ORIGIN: readerOrigin,
        NEXTAUTH_URL: consoleOrigin,
        NEXTAUTH_SECRET: Buffer.alloc(32, 9).toString('base64url'),
        CONSOLE_SECRET_KEY: secretKey,
        CONSOLE_PORT: String(consolePort),
        TRUST_FILE: paths.trustFile,
      }),
    frontdoor: () =>
      startFrontDoor({
        host: '127.0.0.1',
        port,
        consoleOrigin,
        console: { host: '127.0.0.1', port: consolePort },
        intake: { socketPath: sockets.intake },
        metrics: 'open',
        log: createLog('frontdoor', level),
      }),
  }

  const running = new Map<StackPart, { close(): Promise<void> }>()
  const startPart = async (part: StackPart) => {
    if (!running.has(part)) running.set(part, await starters[part]())
  }
  const stopPart = async (part: StackPart) => {
    await running.get(part)?.close()
    running.delete(part)
  }
  const stop = async () => {
    for (const part of [...ORDER].reverse()) await stopPart(part)
    await db.drop()
    await rm(stateDir, { recursive: true, force: true })
  }

  try {
    for (const part of ORDER) if (parts.includes(part)) await startPart(part)
  } catch (error) {
    await stop()
    throw error
  }

  const staff = SAMPLE_STAFF.map((person) => ({
    ...person,
    password: trial.passwords[person.id]!,
    readingCode: staffCodes[person.id]!,
  }))
  return {
    db,
    redisUrl,
    queuePrefix,
    stateDir,
    trust,
    sockets,
    consoleOrigin,
    readerOrigin,
    platformId: SAMPLE_PLATFORM.id,
    apiKey: trial.apiKey,
    webhook: { url: trial.webhookUrl, secret: trial.webhookSecret },
    secretKey,
    staff,
    person: (role) => staff.find(({ roles }) => roles.includes(role))!,
    async postReport(report, headers = {}) {
      const client = new Client('http://intake', { socketPath: sockets.intake })
      try {
        const answer = await client.request({
          path: '/api/v1/reports',
          method: 'POST',
          headers: {
            authorization: `Bearer ${trial.apiKey}`,
            'content-type': 'application/json',
            ...headers,
          },
          body: typeof report === 'string' ? report : JSON.stringify(report),
        })
        return { status: answer.statusCode, body: await answer.body.json() }
      } finally {
        await client.close()
      }
    },
    startPart,
    stopPart,
    stop,
  }
}

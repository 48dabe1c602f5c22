import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ClaimAnswer, SignedRequest } from '#domain/key-request'
import { setupKeys } from '#services/keys/server/operator/setup'
import { SAMPLE_STAFF } from '../../prisma/sample-staff'
import { type KeyServiceForTests, PEOPLE, startTestKeyService } from '../support/keys/key-service'
import { TestSession } from '../support/keys/session'

describe('a key service that is killed, misconfigured or without its database', () => {
  let keys: KeyServiceForTests
  let child: ChildProcess | undefined
  beforeAll(async () => {
    keys = await startTestKeyService()
    await keys.stopService()
  })
  afterAll(async () => {
    child?.kill('SIGKILL')
    await keys?.stop()
  })

  function environment(): Record<string, string> {
    return {
      ...(process.env as Record<string, string>),
      COUNTERSIGN_MODE: 'trial',
      LOG_LEVEL: 'info',
      KEYD_DATABASE_URL: keys.database.keyd,
      KEYD_SOCKET: keys.socket,
      KEYD_HOME: keys.paths.keydHome,
      TRUST_FILE: keys.paths.trustFile,
      READER_DIR: path.join(path.dirname(keys.socket), 'reader'),
    }
  }

  /** @returns what it printed, once it is ready or has ended. */
  async function startProcess(env = environment()): Promise<string> {
    const spawned = spawn(process.execPath, ['--import', 'tsx', 'processes/keyd.ts'], {
      env: env as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = spawned
    let output = ''
    for (const stream of [spawned.stdout, spawned.stderr]) stream.on('data', (data) => (output += data))
    const exited = once(spawned, 'exit')
    for (;;) {
      if (output.includes('"msg":"ready"')) return output
      const ended = await Promise.race([
        exited.then(() => true),
        new Promise((resolve) => setTimeout(resolve, 50)),
      ])
      if (ended === true) return output
    }
  }
  async function kill(): Promise<void> {
    const exited = once(child!, 'exit')
    child!.kill('SIGKILL')
    await exited
  }

  it('gives no second use to requests that were in hand when it was killed', async () => {
    await startProcess()
    const mara = await keys.session('mara')
    const report = await keys.put({ count: 11 })
    await keys.adopted(report)
    const claim: ClaimAnswer = await mara.claim(report.caseId)
    const recipient = TestSession.recipient()
    const requests = Array.from({ length: 60 }, () =>
      mara.sign({
        op: 'release',
        grantId: claim.grant.id,
        messages: [[report.dek, '5']],
        recipient,
        seen: 0,
      }),
    )
    const ask = (request: SignedRequest) =>
      keys.client.signed(request).then(
        () => 'answered',
        (error) => error.reason as string,
      )
    const inHand = Promise.all(requests.map(ask))
    await new Promise((resolve) => setTimeout(resolve, 25))
    await kill()
    const first = await inHand
    await startProcess()
    const second = await Promise.all(requests.map(ask))
    first.forEach((outcome, i) => {
      // What was answered before is never answered again; what was not may have been committed, or may be now.
      if (outcome === 'answered') expect(second[i]).toBe('replayed')
      else expect(['answered', 'replayed']).toContain(second[i])
    })
    const entries = await keys.entries()
    const ids = requests.map(
      (request) => JSON.parse(Buffer.from(request.payload, 'base64url').toString()).requestId as string,
    )
    for (const id of ids)
      expect(entries.filter((entry) => entry.kind === 'release' && entry.request === id)).toHaveLength(1)
    const { rows } = await keys.owner.query<{ uses_left: number }>(
      'SELECT uses_left FROM keys.access_grant WHERE id = $1',
      [claim.grant.id],
    )
    expect(rows[0]!.uses_left).toBe(100 - 60)
  })

  it('answers 503 while its database refuses, releases nothing, and recovers', async () => {
    if (!child || child.exitCode !== null) await startProcess()
    const mara = await keys.session('mara')
    const report = await keys.put({ count: 3 })
    await keys.adopted(report)
    const claim = await mara.claim(report.caseId)
    const server = new URL(keys.database.owner)
    server.pathname = '/postgres'
    const elsewhere = new Client({ connectionString: server.href })
    await elsewhere.connect()
    await elsewhere.query(`ALTER DATABASE ${keys.database.name} ALLOW_CONNECTIONS false`)
    await keys.owner.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    )
    try {
      const started = performance.now()
      await expect(mara.release(claim.grant.id, claim.grant.messages)).rejects.toMatchObject({
        code: 'unavailable',
      })
      expect(performance.now() - started).toBeLessThan(2_600)
      expect(await keys.client.health()).toBe(false)
    } finally {
      await elsewhere.query(`ALTER DATABASE ${keys.database.name} ALLOW_CONNECTIONS true`)
      await elsewhere.end()
    }
    await expect.poll(() => keys.client.health(), { timeout: 10_000 }).toBe(true)
    expect((await mara.release(claim.grant.id, claim.grant.messages)).keys).toHaveLength(3)
  })

  it('stops cleanly when it is asked to, and says nothing but codes', async () => {
    const exited = once(child!, 'exit')
    child!.kill('SIGTERM')
    expect((await exited)[0]).toBe(0)
    const output = await startProcess()
    for (const line of output.trim().split('\n'))
      expect(Object.keys(JSON.parse(line)).sort()).not.toContain('err')
    await kill()
  })

  it('refuses to start with a key that others can read', async () => {
    await chmod(keys.paths.rootKey, 0o640)
    expect(await startProcess()).toContain('must have mode 0600')
    await chmod(keys.paths.rootKey, 0o600)
  })

  it('refuses trial staff in production', async () => {
    const text = await readFile(keys.paths.trustFile, 'utf8')
    const trust = JSON.parse(text)
    await writeFile(keys.paths.trustFile, JSON.stringify({ ...trust, mode: 'production' }))
    expect(await startProcess({ ...environment(), COUNTERSIGN_MODE: 'production' })).toContain(
      'production refuses trial staff',
    )
    await writeFile(keys.paths.trustFile, text)
    const production = {
      ...trust,
      stateDir: '/nonexistent',
      mode: 'production' as const,
      workerNames: [],
      staff: SAMPLE_STAFF,
    }
    await expect(setupKeys(production)).rejects.toThrow('production refuses trial staff')
  })

  it('refuses a trust file that names other keys', async () => {
    const trust = await readFile(keys.paths.trustFile, 'utf8')
    const other = JSON.parse(trust)
    other.regionIdentities.EU = other.regionIdentities.US
    await writeFile(keys.paths.trustFile, JSON.stringify(other))
    expect(await startProcess()).toContain('identity key of region EU')
    await writeFile(keys.paths.trustFile, trust)
  })

  it('sets up once: a second run keeps every key and every code', async () => {
    const state = path.dirname(keys.paths.trustFile)
    const files = [
      keys.paths.rootKey,
      keys.paths.ledgerKey,
      keys.paths.intakeKey,
      keys.paths.idempotencyKey,
      keys.paths.trustFile,
      keys.paths.staffFile,
    ]
    const before = await Promise.all(files.map((file) => readFile(file)))
    const again = await setupKeys({
      ...{
        stateDir: state,
        mode: 'trial',
        staff: SAMPLE_STAFF,
        workerNames: ['worker-1'],
        readingCodes: keys.staffCodes,
      },
      ...{ consoleOrigin: 'http://localhost:3000', readerOrigin: 'http://reader.localhost:3001' },
    })
    expect(again.staffCodes).toEqual(keys.staffCodes)
    const after = await Promise.all(files.map((file) => readFile(file)))
    expect(after.map((bytes, i) => bytes.equals(before[i]!))).toEqual(files.map(() => true))
    for (const file of files) expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(JSON.stringify(after.map(String))).not.toContain(keys.staffCodes[PEOPLE.mara])
  })
})

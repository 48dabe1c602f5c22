import { createPrivateKey } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { Trust } from '#domain/trust'
import { createLog } from '#lib/log'
import { KeyClient, WorkerKeyClient } from '#services/keys/client'
import { setupKeys } from '#services/keys/server/operator/setup'
import { startKeyService } from '#services/keys/server/server'
import { SAMPLE_STAFF } from '../../../prisma/sample-staff'
import { createTestDatabase } from '../database'
import { putSealedReport, type SealedReport, type SealOptions } from './sealed-reports'
import { TestSession } from './session'

export type TestPerson = 'mara' | 'jonas' | 'priya' | 'tomas' | 'alva'
const [MARA, JONAS, PRIYA, TOMAS, ALVA] = SAMPLE_STAFF.map((person) => person.id) as [
  string,
  string,
  string,
  string,
  string,
]
export const PEOPLE: Record<TestPerson, string> = {
  mara: MARA,
  jonas: JONAS,
  priya: PRIYA,
  tomas: TOMAS,
  alva: ALVA,
}

export type KeyServiceForTests = Awaited<ReturnType<typeof startTestKeyService>>

/** A key service of a test file's own: database, keys, socket, clients. `clock` moves its time. */
export async function startTestKeyService({
  prepare,
  ...options
}: {
  sweepEveryMs?: number
  providerCacheMs?: number
  clockGuard?: boolean
  pluginDestinations?: string[]
  /** Changes KEYD_HOME before the first start. */
  prepare?: (home: string) => Promise<void>
} = {}) {
  const database = await createTestDatabase()
  const state = await mkdtemp(path.join(os.tmpdir(), 'keyd-'))
  const readerDir = path.join(state, 'reader')
  await mkdir(readerDir)
  await writeFile(path.join(readerDir, 'index.html'), '<!doctype html>')
  const { trust, paths, staffCodes } = await setupKeys({
    stateDir: state,
    mode: 'trial',
    consoleOrigin: 'http://localhost:3000',
    readerOrigin: 'http://reader.localhost:3001',
    staff: SAMPLE_STAFF,
    workerNames: ['worker-1'],
  })
  await prepare?.(paths.keydHome)
  const socket = path.join(state, 'keyd.sock')
  const clock = { offsetMs: 0 }
  const start = async () =>
    startKeyService({
      mode: 'trial',
      databaseUrl: database.keyd,
      socket,
      home: paths.keydHome,
      // As the file says by now: tests rotate what it names.
      trust: Trust.parse(JSON.parse(await readFile(paths.trustFile, 'utf8'))),
      readerDir,
      allowVolatileStore: true,
      log: createLog('keyd', 'silent'),
      now: () => Date.now() + clock.offsetMs,
      ...options,
    })
  let running: Awaited<ReturnType<typeof start>> | undefined = await start()
  const client = new KeyClient({ socketPath: socket, trust })
  const identity = createPrivateKey(await readFile(paths.workerKey('worker-1')))
  const worker = new WorkerKeyClient({ socketPath: socket, trust, name: 'worker-1', identity })
  const owner = new Client({ connectionString: database.owner })
  owner.on('error', () => undefined)
  await owner.connect()

  return {
    database,
    trust,
    paths,
    staffCodes,
    socket,
    client,
    worker,
    owner,
    clock,
    get service() {
      return running!.service
    },
    session: (person: TestPerson) =>
      TestSession.open(client, trust, PEOPLE[person], staffCodes[PEOPLE[person]]!),
    put: async (seal: SealOptions = {}): Promise<SealedReport> =>
      putSealedReport(owner, await client.epochs(), paths.intakeKey, seal),
    /** Waits until the box is gone, whatever became of it. */
    async adopted(report: { reportId: string }): Promise<void> {
      for (let waited = 0; waited < 10_000; waited += 20) {
        const { rowCount } = await owner.query('SELECT 1 FROM door.box WHERE report_id = $1', [
          report.reportId,
        ])
        if (rowCount === 0) return
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      throw new Error('the report was not adopted in ten seconds')
    },
    /** Every ledger entry, decoded, oldest first. */
    async entries(): Promise<Record<string, unknown>[]> {
      const { rows } = await owner.query<{ bytes: Buffer }>('SELECT bytes FROM keys.entry ORDER BY idx')
      return rows.map((row) => JSON.parse(row.bytes.toString('utf8')) as Record<string, unknown>)
    },
    async stopService(): Promise<void> {
      await running?.close()
      running = undefined
    },
    async startService(): Promise<void> {
      running = await start()
    },
    async stop(): Promise<void> {
      await client.close()
      await worker.close()
      await running?.close()
      await owner.end()
      await database.drop()
      await rm(state, { recursive: true, force: true })
    },
  }
}

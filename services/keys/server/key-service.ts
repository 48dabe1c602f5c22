import { createPrivateKey, type KeyObject } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Client, Pool } from 'pg'
import { equalBytes, fromBase64Url, utf8 } from '#domain/bytes'
import { decodeCheckpoint, decodeNote, decodeVkey, noteSignatureBy } from '#domain/checkpoint'
import type { KeyOp } from '#domain/key-request'
import type { Trust } from '#domain/trust'
import { createPool } from '#lib/database'
import { publicKeyFromRaw, verifyEd25519 } from '#lib/ed25519'
import type { Log } from '#lib/log'
import { CheckpointSigner } from '#services/ledger/checkpoint-signer'
import { LedgerMismatch, readLatestCheckpoint } from '#services/ledger/data'
import { type Commit, type Handler, Sequencer } from '#services/ledger/sequencer'
import type { MemoryTree } from '#services/ledger/tree'
import { startAdoption } from './adopt'
import { EnrolledStaff } from './enrolled-staff'
import { EpochStore, loadRegionIdentities } from './epoch-store'
import { hashReaderFiles, publishEpochs, recordStart, sweep } from './housekeeping'
import { readPrivateFile, writePrivateFile } from './key-files'
import { localKeyProvider } from './key-provider'
import type { KeyMetrics } from './metrics'
import { migrateKeys } from './migrate'
import {
  type AfterCommit,
  handlerOf,
  type OperationContext,
  type Outcome,
  type SignedCall,
} from './operation'
import { OPERATIONS } from './operations'
import { SignerKeys } from './signer-keys'

export type KeyServiceOptions = {
  mode: 'trial' | 'production'
  databaseUrl: string
  home: string
  trust: Trust
  readerDir: string
  log: Log
  metrics: KeyMetrics
  now?: () => number
  /** How often leases are swept. */
  sweepEveryMs?: number
}

const ROLL_EVERY_MS = 10 * 60_000

/** Everything behind the HTTP server. */
export class KeyService {
  readonly pool: Pool
  readonly epochs: EpochStore
  readonly signerKeys: SignerKeys
  readonly sequencer: Sequencer
  readonly now: () => number
  /** Trial credentials by person id. Empty in production. */
  readonly credentials: ReadonlyMap<string, KeyObject>
  private readonly handlers: ReadonlyMap<KeyOp, Handler<SignedCall, Outcome<object>>>
  private readonly stops: (() => void | Promise<void>)[] = []

  private constructor(parts: {
    pool: Pool
    epochs: EpochStore
    signerKeys: SignerKeys
    sequencer: Sequencer
    now: () => number
    credentials: ReadonlyMap<string, KeyObject>
  }) {
    this.pool = parts.pool
    this.epochs = parts.epochs
    this.signerKeys = parts.signerKeys
    this.sequencer = parts.sequencer
    this.now = parts.now
    this.credentials = parts.credentials
    const context: OperationContext = { epochs: parts.epochs }
    this.handlers = new Map(
      Object.values(OPERATIONS).map((operation) => [
        operation.op,
        handlerOf(operation as never, context) as unknown as Handler<SignedCall, Outcome<object>>,
      ]),
    )
  }

  /**
   * Brings the service up: migrates, opens the key store, takes the sequencer's lock (a standby waits here), checks
   * the whole ledger, records the start and publishes epochs.
   * @throws Error or LedgerMismatch: do not serve.
   */
  static async start(options: KeyServiceOptions): Promise<KeyService> {
    const { trust, log, metrics, home } = options
    const now = options.now ?? Date.now
    if (trust.mode !== options.mode) throw new Error('the trust file was made for another mode')
    const staff = await readStaff(home, options.mode)
    const provider = await localKeyProvider(path.join(home, 'root.key'))
    const identities = await loadRegionIdentities(home, trust.regionIdentities)
    const signer = new CheckpointSigner(
      trust.ledgerOrigin,
      createPrivateKey(await readPrivateFile(path.join(home, 'ledger.pem'))),
    )
    if (signer.vkey !== trust.ledgerVkey)
      throw new Error('ledger.pem is not the key that the trust file names')
    const reader = await readReader(options)
    await migrateKeys(options.databaseUrl)
    const epochs = await EpochStore.open(home, provider, identities)

    const kept = path.join(home, 'checkpoint')
    const sequencer = new Sequencer({
      databaseUrl: options.databaseUrl,
      signer,
      now,
      onCheckpoint: (note) => {
        writePrivateFile(kept, note).catch((error: unknown) =>
          log.error('a checkpoint was not kept', { error }),
        )
      },
      onBatch: metrics.onBatch,
      onTrouble: (error) => log.warn('the ledger has trouble', { error }),
    })
    await sequencer.start(
      (tree, client) => checkHistory(tree, client, trust, kept),
      () => log.info('standby'),
    )
    const pool = createPool(options.databaseUrl, { name: 'keyd', max: 4, statementTimeoutMs: 1_500, log })
    const workers = trust.workers.map(({ name, publicKey }) => ({
      name,
      publicKey: fromBase64Url(publicKey),
    }))
    const service = new KeyService({
      pool,
      epochs,
      signerKeys: new SignerKeys(pool, workers),
      sequencer,
      now,
      credentials: new Map(
        staff.map((person) => [person.personId, publicKeyFromRaw(fromBase64Url(person.trialPublicKey))]),
      ),
    })
    try {
      await sequencer.submit(recordStart, { trust, staff, reader })
      await epochs.roll(now())
      await sequencer.submit(publishEpochs, { epochs })
    } catch (error) {
      await service.close()
      throw error
    }
    service.startLoops(options)
    return service
  }

  private startLoops(options: KeyServiceOptions): void {
    const { log, metrics, trust } = options
    const { sequencer, epochs, pool, now } = this
    this.stops.push(
      startAdoption({
        pool,
        epochs,
        intakeKeys: new Map(trust.intakeKeys.map((key) => [key, publicKeyFromRaw(fromBase64Url(key))])),
        now,
        log,
        active: () => sequencer.healthy,
        onAdopted: metrics.onAdopted,
      }),
      every(options.sweepEveryMs ?? 5_000, async () => {
        await sequencer.submit(sweep, null)
      }),
      every(ROLL_EVERY_MS, async () => {
        await epochs.roll(now())
        await sequencer.submit(publishEpochs, { epochs })
      }),
    )
    function every(ms: number, work: () => Promise<void>) {
      const timer = setInterval(() => {
        work().catch((error: unknown) => log.warn('housekeeping waits', { error }))
      }, ms)
      return () => clearInterval(timer)
    }
  }

  /** Runs a request whose signature has been checked, and makes its answer once it is committed. */
  async run(
    call: SignedCall,
  ): Promise<{ ok: true; answer: unknown } | { ok: false; refusal: { refused: never; code: string } }> {
    const op = call.request.op
    const { output, commit } = await this.sequencer.submit(this.handlers.get(op)!, call)
    if (!output.ok) return { ok: false, refusal: output.refusal as never }
    return {
      ok: true,
      answer: OPERATIONS[op].answer(output.value, call.request as never, this.after(commit)),
    }
  }

  private after(commit: Commit): AfterCommit {
    const { sequencer, epochs } = this
    return {
      commit,
      epochs,
      inclusion: (index) => sequencer.inclusion(index, commit.size).map(base64Url),
      // A caller that has seen more than there is gets no proof, and will rightly refuse the answer.
      consistency: (seen) =>
        seen > commit.size ? [] : sequencer.consistency(seen, commit.size).map(base64Url),
    }
  }

  async close(): Promise<void> {
    for (const stop of this.stops.splice(0)) await stop()
    await this.sequencer.close()
    await this.pool.end()
  }
}

function base64Url(hash: Buffer): string {
  return hash.toString('base64url')
}

async function readStaff(home: string, mode: KeyServiceOptions['mode']): Promise<EnrolledStaff> {
  const file = path.join(home, 'staff.json')
  if (!existsSync(file)) return []
  const staff = EnrolledStaff.parse(JSON.parse((await readPrivateFile(file)).toString('utf8')))
  if (mode === 'production' && staff.length > 0)
    throw new Error('production refuses trial staff: remove them from staff.json')
  return staff
}

async function readReader({ readerDir, mode, log }: KeyServiceOptions): Promise<Record<string, string>> {
  if (existsSync(readerDir)) return hashReaderFiles(readerDir)
  if (mode === 'production')
    throw new Error('READER_DIR does not exist: the start entry must name the reader')
  log.warn('there is no reader to name in the start entry')
  return {}
}

/**
 * Holds the rebuilt ledger against the newest signed checkpoint in the database and the one kept beside the keys:
 * a database that was changed, cut short or put back to an older state is not served from.
 */
async function checkHistory(tree: MemoryTree, client: Client, trust: Trust, keptFile: string): Promise<void> {
  const stored = (await readLatestCheckpoint(client))?.note
  // Only a file that was never written may be missing: one that cannot be read must not pass for none.
  const kept = await readFile(keptFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  for (const note of [stored, kept]) if (note !== undefined) checkAgainst(tree, trust, note)
}

function checkAgainst(tree: MemoryTree, trust: Trust, text: string): void {
  const note = decodeNote(text)
  const key = decodeVkey(trust.ledgerVkey)
  const signature = noteSignatureBy(note, key)
  if (!signature || !verifyEd25519(publicKeyFromRaw(key.publicKey), utf8(note.text), signature))
    throw new LedgerMismatch('a stored checkpoint was not signed by this ledger', 0)
  const { size, root } = decodeCheckpoint(note.text)
  if (size > tree.size)
    throw new LedgerMismatch('the ledger is shorter than a checkpoint that was signed', tree.size)
  if (!equalBytes(tree.root(size), root))
    throw new LedgerMismatch('the ledger is not the one that was signed', 0)
}

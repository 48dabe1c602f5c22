import type { Pool } from 'pg'
import { fromBase64Url } from '#domain/bytes'
import type { KeyOp } from '#domain/key-request'
import type { Trust } from '#domain/trust'
import { createPool } from '#lib/database'
import { publicKeyFromRaw } from '#lib/ed25519'
import type { Log } from '#lib/log'
import type { Publisher } from '#services/ledger/publisher'
import { type Commit, type Handler, Sequencer } from '#services/ledger/sequencer'
import { type ClockGuard, recordAlarm, watchedClock } from './clock-guard'
import type { ProofRules } from './credentials/verify-proof'
import { EpochStore, loadRegionIdentities } from './epochs/epoch-store'
import { publishEpochs } from './epochs/publish-epochs'
import { checkHistory, requireDurable } from './ledger/ledger-guard'
import { openSigner, readSigningKeys } from './ledger/ledger-signer'
import { enterOrigin } from './ledger/new-origin'
import {
  type KeptCheckpoints,
  keepCheckpoints,
  type LedgerFiles,
  ledgerFiles,
  policyOf,
  startPublication,
} from './ledger/publication'
import type { KeyMetrics } from './metrics'
import {
  type AfterCommit,
  handlerOf,
  type OperationContext,
  type Outcome,
  type Refusal,
  type SignedCall,
} from './operation'
import { OPERATIONS } from './operations'
import { readStaff } from './people/enrolled-staff'
import { enterFirstPeople, readFirstPeople } from './people/first-people'
import { SignerKeys } from './people/request-signer-keys'
import { startAdoption } from './reports/adopt'
import { openProvider } from './root-key/open-provider'
import { migrateKeys } from './start/migrate'
import { readReader, recordStart } from './start/record-start'
import { sweep } from './sweep'
import { Upkeep } from './upkeep'

export type KeyServiceOptions = {
  mode: 'trial' | 'production'
  databaseUrl: string
  home: string
  trust: Trust
  readerDir: string
  /** Where tiles and checkpoint are published; KEYD_HOME/public when it is not said. */
  ledgerDir?: string | undefined
  /** Codes of plug-in scorers that text may be released for. Unsaid: any in a trial, none in production. */
  pluginDestinations?: readonly string[] | undefined
  /** Tests only: serve from a database that may lose what it has acknowledged. */
  allowVolatileStore?: boolean | undefined
  log: Log
  metrics: KeyMetrics
  now?: () => number
  /** How long epoch keys serve while the root key's provider does not answer. */
  providerCacheMs?: number
  /** Whether the clock is held against the monotonic one and the database's; off where `now` is given. */
  clockGuard?: boolean
  /** How often leases are swept. */
  sweepEveryMs?: number
}

/** Everything behind the HTTP server. */
export class KeyService {
  readonly pool: Pool
  readonly epochs: EpochStore
  readonly signerKeys: SignerKeys
  readonly sequencer: Sequencer
  readonly upkeep: Upkeep
  /** Where the ledger's files lie, and who writes them. */
  readonly files: LedgerFiles
  readonly publisher: Publisher
  readonly home: string
  readonly now: () => number
  /** Absent where a test moves the time at will. */
  readonly clock: ClockGuard | undefined
  readonly proofs: ProofRules
  private readonly kept: KeptCheckpoints
  private readonly handlers: ReadonlyMap<KeyOp, Handler<SignedCall, Outcome<object>>>
  private readonly stops: (() => void | Promise<void>)[] = []

  private constructor(parts: {
    pool: Pool
    epochs: EpochStore
    signerKeys: SignerKeys
    sequencer: Sequencer
    upkeep: Upkeep
    files: LedgerFiles
    kept: KeptCheckpoints
    publisher: Publisher
    home: string
    now: () => number
    clock: ClockGuard | undefined
    proofs: ProofRules
    mayReleaseTo: (destination: string) => boolean
  }) {
    this.pool = parts.pool
    this.epochs = parts.epochs
    this.signerKeys = parts.signerKeys
    this.sequencer = parts.sequencer
    this.upkeep = parts.upkeep
    this.files = parts.files
    this.kept = parts.kept
    this.publisher = parts.publisher
    this.home = parts.home
    this.now = parts.now
    this.proofs = parts.proofs
    this.clock = parts.clock
    const context: OperationContext = {
      ...{ epochs: parts.epochs, proofs: parts.proofs, mayReleaseTo: parts.mayReleaseTo },
      ...(parts.clock ? { requireClock: parts.clock.require } : {}),
    }
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
    let service: KeyService | undefined
    const { clock, now } = watchedClock(options, {
      query: (text) => service!.query(text),
      tell: (alarm) => service?.sequencer.submit(recordAlarm, alarm).catch(() => undefined),
    })
    if (trust.mode !== options.mode) throw new Error('the trust file was made for another mode')
    const staff = await readStaff(home, options.mode)
    const identities = await loadRegionIdentities(home, trust.regionIdentities)
    const signer = await openSigner(home, trust)
    const reader = await readReader(options)
    await migrateKeys(options.databaseUrl)

    const files = ledgerFiles(home, options.ledgerDir)
    const policy = policyOf(trust)
    const kept = keepCheckpoints(files.kept, log)
    const sequencer = new Sequencer({
      databaseUrl: options.databaseUrl,
      signer,
      now,
      onCheckpoint: kept.keep,
      onBatch: metrics.onBatch,
      onTrouble: (error) => log.warn('the ledger has trouble', { error }),
    })
    let opened: EpochStore | undefined
    await sequencer.start(
      async (tree, client) => {
        if (!options.allowVolatileStore) await requireDurable(client)
        // Only now: whoever was active while this one stood by may have rotated keys.
        signer.replace(await readSigningKeys(home, trust.ledgerOrigin))
        opened = await EpochStore.open(home, await openProvider(home), identities, options.providerCacheMs)
        const vkeys = [trust.ledgerVkey, signer.current, ...(trust.ledgerOtherVkeys ?? [])]
        await checkHistory(tree, client, {
          vkeys,
          policy,
          keptFile: files.kept,
          cosignedFile: files.cosigned,
        })
      },
      () => log.info('standby'),
    )
    const epochs = opened!
    const pool = createPool(options.databaseUrl, { name: 'keyd', max: 4, statementTimeoutMs: 1_500, log })
    service = new KeyService({
      pool,
      epochs,
      signerKeys: new SignerKeys(pool),
      sequencer,
      files,
      kept,
      home,
      mayReleaseTo: (code) => options.pluginDestinations?.includes(code) ?? options.mode === 'trial',
      publisher: startPublication({ sequencer, pool, files, policy, metrics, now, log }),
      upkeep: new Upkeep({
        pool,
        epochs,
        sequencer,
        signer,
        home,
        now,
        log,
        sure: () => clock?.sure !== false,
      }),
      now,
      clock,
      proofs: {
        trialKeys: new Map(
          staff.map((person) => [person.personId, publicKeyFromRaw(fromBase64Url(person.trialPublicKey))]),
        ),
        readerOrigin: trust.readerOrigin,
        consoleOrigin: trust.consoleOrigin,
      },
    })
    try {
      const [last] = await service.query<{ at: Date }>(
        'SELECT at FROM keys.entry_index ORDER BY idx DESC LIMIT 1',
      )
      clock?.startAfter(last?.at.getTime() ?? 0)
      await clock?.compare()
      await enterOrigin(home, sequencer)
      await sequencer.submit(recordStart, { trust, staff, reader })
      await sequencer.submit(enterFirstPeople, await readFirstPeople(home))
      await epochs.roll(now())
      await sequencer.submit(publishEpochs, { epochs })
    } catch (error) {
      await service.close()
      throw error
    }
    service.startLoops(options)
    return service
  }

  /** Reads outside of the sequencer's transactions. */
  readonly query = async <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> =>
    (await this.pool.query<Row>(text, values)).rows

  private startLoops(options: KeyServiceOptions): void {
    const { log, metrics, trust } = options
    const { sequencer, epochs, pool, now, clock } = this
    clock?.start()
    this.stops.push(() => clock?.stop())
    this.upkeep.start()
    this.stops.push(
      () => this.upkeep.stop(),
      startAdoption({
        pool,
        epochs,
        intakeKeys: new Map(trust.intakeKeys.map((key) => [key, publicKeyFromRaw(fromBase64Url(key))])),
        now,
        log,
        active: () => sequencer.healthy && epochs.isOpen,
        onAdopted: metrics.onAdopted,
      }),
      every(options.sweepEveryMs ?? 5_000, async () => {
        await sequencer.submit(sweep, { sure: () => clock?.sure !== false })
      }),
    )
    function every(ms: number, work: () => Promise<void>) {
      const timer = setInterval(() => {
        work().catch((error: unknown) => log.warn('sweeping waits', { error }))
      }, ms)
      return () => clearInterval(timer)
    }
  }

  /** Runs a request whose signature has been checked, and makes its answer once it is committed. */
  async run(call: SignedCall): Promise<{ ok: true; answer: unknown } | { ok: false; refusal: Refusal }> {
    const op = call.request.op
    const { output, commit } = await this.sequencer.submit(this.handlers.get(op)!, call)
    if (!output.ok) return output
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
    await this.publisher.close()
    await this.sequencer.close()
    await this.kept.settled()
    await this.pool.end()
    this.epochs.close()
  }
}

function base64Url(hash: Buffer): string {
  return hash.toString('base64url')
}

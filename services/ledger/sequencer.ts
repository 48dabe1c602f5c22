import type { Client } from 'pg'
import { equalBytes } from '#domain/bytes'
import { AppError } from '#domain/errors'
import { LedgerTx } from './append'
import type { CheckpointSigner } from './checkpoint-signer'
import { LedgerMismatch, readEntries, readHead, readLeaves } from './data'
import {
  connectSequencer,
  dropConnection,
  isConnectionError,
  isStatementError,
  tryTakeLock,
} from './sequencer-connection'
import { MemoryTree } from './tree'
import { type Work as Queued, unavailable, WorkQueue } from './work-queue'

/**
 * One kind of operation. `run` gets all neighbouring inputs of one batch, in order, and must return one output for
 * each. It decides before it writes: what it has written commits even when its output is a refusal. A throw undoes
 * the whole batch, whose members are then tried one by one, so that only the culprit fails.
 */
export type Handler<I, O> = {
  name: string
  /** How many inputs one `run` takes at most; 1 for operations that are not worth batching. */
  most: number
  run(tx: LedgerTx, inputs: I[]): Promise<O[]>
}

export type Commit = { size: number; root: Buffer; checkpoint: string }
export type Committed<O> = { output: O; commit: Commit }

type Task = { handler: Handler<unknown, unknown>; input: unknown }
type Work = Queued<Task, Committed<unknown>>

export type SequencerOptions = {
  databaseUrl: string
  signer: CheckpointSigner
  now?: () => number
  /** Called after a commit's checkpoint has been signed and stored. Rare: at most every few seconds. */
  onCheckpoint?: (note: string) => void
  onBatch?: (operations: number, entries: number, seconds: number) => void
  onTrouble?: (error: unknown) => void
}

const MAX_BATCH = 256
const RECONNECT_MS = 150
const NOTE_EVERY_MS = 5_000
const NOTE_WHEN_IDLE_MS = 250

/**
 * The only writer of the ledger. Operations that wait are taken together in one transaction (group commit):
 * session-level advisory lock, compare-and-swap on the head, synchronous commit. A signature is made only after
 * COMMIT was acknowledged; when its outcome is unknown, the ledger is read again before an index is reused.
 */
export class Sequencer {
  private readonly options: SequencerOptions
  private readonly tree = new MemoryTree()
  private readonly now: () => number
  private client: Client | undefined
  private readonly queue = new WorkQueue<Task, Committed<unknown>>()
  private closing = false
  private broken: LedgerMismatch | undefined
  private loop: Promise<void> | undefined
  private noted = { size: 0, at: 0 }
  private last: Commit | undefined

  constructor(options: SequencerOptions) {
    this.options = options
    this.now = options.now ?? Date.now
  }

  /**
   * Waits for the lock, reads the whole ledger and compares it with its stored root.
   * @param check looks at the rebuilt tree before the first append. @throws LedgerMismatch: do not start.
   */
  async start(
    check: (tree: MemoryTree, client: Client) => Promise<void>,
    onStandby?: () => void,
  ): Promise<void> {
    const client = await connectSequencer(this.options.databaseUrl)
    try {
      for (let waited = false; !(await tryTakeLock(client)); waited = true) {
        if (!waited) onStandby?.()
        await sleep(RECONNECT_MS)
      }
      await this.catchUp(client)
      await check(this.tree, client)
    } catch (error) {
      dropConnection(client)
      throw error
    }
    this.client = client
    this.commitAt(this.tree.size)
    this.loop = this.run()
  }

  /** The last committed size with its root and signed checkpoint. */
  get committed(): Commit {
    if (!this.last) throw new AppError('unavailable', 'The ledger is not open.', { reason: 'ledger_closed' })
    return this.last
  }

  get healthy(): boolean {
    return this.client !== undefined && !this.broken && !this.closing
  }

  /** Nodes of committed entries, for whoever writes tiles. Ask for nothing beyond `committed`. */
  get treeView(): Pick<MemoryTree, 'node' | 'root' | 'size'> {
    return this.tree
  }

  inclusion(index: number, size: number): Buffer[] {
    return this.tree.inclusion(index, size)
  }

  consistency(oldSize: number, size: number): Buffer[] {
    return this.tree.consistency(oldSize, size)
  }

  /** @throws AppError `unavailable` when the database did not commit in time: nothing has been opened. */
  submit<I, O>(handler: Handler<I, O>, input: I): Promise<Committed<O>> {
    if (this.closing || this.broken) return Promise.reject(unavailable())
    return this.queue.add({ handler: handler as unknown as Handler<unknown, unknown>, input }) as Promise<
      Committed<O>
    >
  }

  /** Finishes what is queued, stores the last checkpoint and gives the lock back. */
  async close(): Promise<void> {
    this.closing = true
    this.queue.wake()
    await this.loop
    if (this.client) await this.client.end().catch(() => undefined)
    this.client = undefined
  }

  private async run(): Promise<void> {
    while (!this.closing || !this.queue.isEmpty) {
      if (this.queue.isEmpty) await this.queue.untilWoken(NOTE_WHEN_IDLE_MS)
      // Requests that arrived in the same turn share the commit.
      await new Promise((resolve) => setImmediate(resolve))
      if (!this.client && !(await this.reconnect())) {
        if (this.closing) break
        await sleep(RECONNECT_MS)
        continue
      }
      const batch = this.queue.take(MAX_BATCH)
      if (batch.length > 0) await this.commitBatch(batch)
      await this.noteCheckpoint()
    }
    this.queue.rejectAll()
    await this.noteCheckpoint(true)
  }

  private async commitBatch(batch: Work[]): Promise<void> {
    const client = this.client!
    const base = this.tree.size
    const started = performance.now()
    const tx = new LedgerTx(client, base, this.now())
    let outputs: unknown[] = []
    let asked = false
    try {
      // Sent in this order on one connection: what handlers read is read under the head's lock.
      const begun = this.begin(client, base)
      const ran = runHandlers(tx, batch)
      ran.catch(() => undefined)
      await begun
      outputs = await ran
      for (const { leaf } of tx.appended) this.tree.push(leaf)
      const flushed = tx.appended.length > 0 ? tx.flush(this.tree.root()) : undefined
      asked = true
      // A flush that fails fails the transaction, whose COMMIT then commits nothing.
      const [, { command }] = await Promise.all([flushed, client.query('COMMIT')])
      // COMMIT of a transaction that has failed answers ROLLBACK, without an error.
      if (command !== 'COMMIT') throw new Error('the transaction was rolled back')
    } catch (error) {
      tx.close()
      await this.recover(client, base, tx, batch, outputs, asked, error)
      return
    }
    tx.close()
    this.settle(batch, outputs)
    this.options.onBatch?.(batch.length, tx.appended.length, (performance.now() - started) / 1000)
  }

  private async begin(client: Client, base: number): Promise<void> {
    const [, { rows }] = await Promise.all([
      client.query('BEGIN; SET LOCAL synchronous_commit = on'),
      client.query<{ size: string }>({ name: 'ledger-head', text: 'SELECT size FROM keys.head FOR UPDATE' }),
    ])
    if (Number(rows[0]?.size) !== base) throw new Error('the head moved under the sequencer')
  }

  /** After any failure: nothing is answered as done unless the ledger itself says so. */
  private async recover(
    client: Client,
    base: number,
    tx: LedgerTx,
    batch: Work[],
    outputs: unknown[],
    asked: boolean,
    error: unknown,
  ): Promise<void> {
    this.tree.truncate(base)
    const rolledBack =
      (isStatementError(error) || !asked) && !isConnectionError(error) && (await rollback(client))
    if (rolledBack) {
      if (batch.length > 1) {
        for (const work of batch) if (!work.abandoned && this.client) await this.commitBatch([work])
        // What is left was cut off by a connection that broke on the way.
        for (const work of batch) work.reject(unavailable())
      } else for (const work of batch) work.reject(error instanceof AppError ? error : unavailable(error))
      if (!(error instanceof AppError)) this.options.onTrouble?.(error)
      return
    }
    this.options.onTrouble?.(error)
    this.disconnect()
    if (!asked) {
      for (const work of batch) work.reject(unavailable(error))
      return
    }
    // COMMIT was sent and not answered. Only the ledger knows.
    for (let attempt = 0; !this.client && !this.broken; attempt++) {
      if (await this.reconnect()) break
      if (batch.every((work) => work.abandoned) || attempt > 100) break
      await sleep(RECONNECT_MS)
    }
    const landed = this.client !== undefined && (await this.holds(tx).catch(() => false))
    if (landed) this.settle(batch, outputs)
    else for (const work of batch) work.reject(unavailable(error))
  }

  /** True when the ledger, read again, holds exactly the entries of that transaction. */
  private async holds(tx: LedgerTx): Promise<boolean> {
    const first = tx.appended[0]
    if (!first) return false
    const stored = await readEntries(this.client!, first.index, tx.appended.length)
    return (
      stored.length === tx.appended.length &&
      tx.appended.every(
        (entry, i) => stored[i]!.index === entry.index && equalBytes(stored[i]!.bytes, entry.bytes),
      )
    )
  }

  private settle(batch: Work[], outputs: unknown[]): void {
    const commit = this.commitAt(this.tree.size)
    batch.forEach((work, i) => {
      work.resolve({ output: outputs[i], commit })
    })
  }

  private commitAt(size: number): Commit {
    if (this.last?.size === size) return this.last
    const root = this.tree.root(size)
    this.last = { size, root, checkpoint: this.options.signer.sign(size, root) }
    return this.last
  }

  private disconnect(): void {
    if (this.client) dropConnection(this.client)
    this.client = undefined
  }

  private async reconnect(): Promise<boolean> {
    if (this.broken) return false
    let client: Client | undefined
    try {
      client = await connectSequencer(this.options.databaseUrl)
      if (!(await tryTakeLock(client))) throw new Error('another sequencer holds the lock')
      await this.catchUp(client)
      this.client = client
      this.commitAt(this.tree.size)
      return true
    } catch (error) {
      if (client) dropConnection(client)
      if (error instanceof LedgerMismatch) this.broken = error
      this.options.onTrouble?.(error)
      return false
    }
  }

  /** Reads what the ledger holds beyond the tree and compares roots. */
  private async catchUp(client: Client): Promise<void> {
    const head = await readHead(client)
    if (head.size < this.tree.size) throw new LedgerMismatch('the ledger has become shorter', head.size)
    const before = this.tree.size
    try {
      for await (const leaf of readLeaves(client, before, head.size)) this.tree.push(leaf)
      if (!equalBytes(this.tree.root(), head.root))
        throw new LedgerMismatch('the entries do not give the stored root', before)
    } catch (error) {
      this.tree.truncate(before)
      throw error
    }
  }

  private async noteCheckpoint(final = false): Promise<void> {
    const commit = this.last
    if (!this.client || !commit || commit.size === this.noted.size || commit.size === 0) return
    const age = performance.now() - this.noted.at
    if (!final && age < (this.queue.isEmpty ? NOTE_WHEN_IDLE_MS : NOTE_EVERY_MS)) return
    try {
      await this.client.query(
        'INSERT INTO keys.checkpoint (size, note) VALUES ($1, $2) ON CONFLICT (size) DO NOTHING',
        [commit.size, commit.checkpoint],
      )
      this.noted = { size: commit.size, at: performance.now() }
      this.options.onCheckpoint?.(commit.checkpoint)
    } catch (error) {
      this.options.onTrouble?.(error)
      if (!isStatementError(error)) this.disconnect()
    }
  }
}

async function runHandlers(tx: LedgerTx, batch: Work[]): Promise<unknown[]> {
  const outputs: unknown[] = []
  for (let from = 0; from < batch.length; ) {
    const { handler } = batch[from]!.task
    let to = from + 1
    while (to < batch.length && to - from < handler.most && batch[to]!.task.handler === handler) to++
    const some = await handler.run(
      tx,
      batch.slice(from, to).map((work) => work.task.input),
    )
    if (some.length !== to - from)
      throw new Error(`handler ${handler.name} answered another number of inputs`)
    outputs.push(...some)
    from = to
  }
  return outputs
}

async function rollback(client: Client): Promise<boolean> {
  try {
    await client.query('ROLLBACK')
    return true
  } catch {
    return false
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

import type { Pool } from 'pg'
import type { Log } from '#lib/log'
import type { Sequencer } from '#services/ledger/sequencer'
import { readBackupTarget, syncBackup } from './backup/backup'
import { retireDue } from './deletion/retire-due'
import { destroyEndedEpochs } from './epochs/destroy-epochs'
import type { EpochStore } from './epochs/epoch-store'
import { publishEpochs } from './epochs/publish-epochs'
import type { LedgerSigner } from './ledger/ledger-signer'
import { followSignerFiles } from './ledger/rotate-ledger-signer'
import { continueRootRotation } from './root-key/rotate-root'

export type UpkeepContext = {
  pool: Pool
  epochs: EpochStore
  sequencer: Sequencer
  signer: LedgerSigner
  home: string
  now(): number
  log: Log
  /** False while the time cannot be believed: nothing is destroyed then. */
  sure: () => boolean
}

const LOOK_EVERY_MS = 2_000
const ROLL_EVERY_MS = 10 * 60_000

/**
 * What keys need from time to time, one thing after another so that no two write the same file: an answer of the
 * provider, rotations that were asked for, new epochs, the end of old ones, and the backup.
 */
export class Upkeep {
  private readonly context: UpkeepContext
  private last: Promise<unknown> = Promise.resolve()
  private readonly timers: NodeJS.Timeout[] = []
  private stopped = false

  constructor(context: UpkeepContext) {
    this.context = context
  }

  start(): void {
    const { log } = this.context
    const every = (ms: number, work: () => Promise<void>) => {
      let waiting = false
      const tick = () => {
        if (waiting) return
        waiting = true
        this.serially(work)
          .catch((error: unknown) => log.warn('upkeep of the keys waits', { error }))
          .finally(() => {
            waiting = false
          })
      }
      this.timers.push(setInterval(tick, ms))
    }
    every(LOOK_EVERY_MS, () => this.look())
    every(ROLL_EVERY_MS, () => this.round())
  }

  /** Looks after the provider and rotations now. */
  lookNow(): Promise<void> {
    return this.serially(() => this.look())
  }

  /** Rolls epochs, retires what is due and destroys what has ended now. */
  roundNow(): Promise<void> {
    return this.serially(() => this.round())
  }

  async stop(): Promise<void> {
    this.stopped = true
    for (const timer of this.timers) clearInterval(timer)
    await this.last.catch(() => undefined)
  }

  private serially<T>(work: () => Promise<T>): Promise<T> {
    const next = this.last
      .catch(() => undefined)
      .then(() => {
        if (this.stopped) throw new Error('the key service is stopping')
        return work()
      })
    this.last = next
    return next
  }

  private async look(): Promise<void> {
    const { home, epochs, sequencer, signer } = this.context
    await epochs.askProvider()
    if (!epochs.isOpen || !sequencer.healthy) return
    const rotated = await continueRootRotation(home, epochs, sequencer)
    const signed = await followSignerFiles(home, signer, sequencer)
    if (rotated || signed) await this.backUp()
  }

  private async round(): Promise<void> {
    const { epochs, sequencer, pool, now } = this.context
    if (!epochs.isOpen || !sequencer.healthy || !this.context.sure()) return
    await epochs.roll(now())
    await sequencer.submit(publishEpochs, { epochs })
    while ((await sequencer.submit(retireDue, { epochs })).output > 0);
    // Before an old epoch goes, the backup has the one that its survivors moved to; after it, the old one no more.
    const ended = await destroyEndedEpochs({ pool, epochs, sequencer, now }, () => this.backUp())
    if (ended.length > 0) await sequencer.submit(publishEpochs, { epochs })
    await this.backUp()
  }

  private async backUp(): Promise<void> {
    const target = await readBackupTarget(this.context.home)
    if (target) await syncBackup(this.context.home, target, this.context.now())
  }
}

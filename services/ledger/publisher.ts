import { readFile } from 'node:fs/promises'
import { decodeNote, encodeNote } from '#domain/checkpoint'
import { checkCosigned } from '#domain/cosignature'
import type { WitnessPolicy } from '#domain/witness-policy'
import { writeFileAtomically } from '#lib/atomic-file'
import { publicKeyFromRaw, verifyEd25519 } from '#lib/ed25519'
import type { Commit } from './sequencer'
import { type Consistency, type Submitted, WitnessClient } from './submit-checkpoint'
import type { TileWriter } from './tile-writer'

export type PublisherOptions = {
  /** The newest commit: acknowledged by the database, and signed. */
  committed: () => Commit
  consistency: Consistency
  tiles: TileWriter
  /** Absent or without witnesses: the ledger's own signature is all that is published. */
  policy: WitnessPolicy | undefined
  /** The last cosigned checkpoint, kept beside the keys and outside the database. */
  cosignedFile: string
  now: () => number
  onTrouble: (error: unknown) => void
  /** A witness has signed for another history than this one. */
  onContradiction: (witness: string) => void
  onSubmitted?: (outcome: Submitted['outcome']) => void
}

export type CosignedState = {
  /** How many witnesses the policy names. */
  witnesses: number
  size?: number
  /** When the quorum stood, in milliseconds since 1970. */
  at?: number
}

const EVERY_MS = 1_000
/** A tree that stands still is cosigned anew this often, so that the age of the last cosignature says who watches. */
const REFRESH_MS = 20_000

/**
 * Publishes the ledger behind its commits: tiles first, then the checkpoint, cosigned by the policy's quorum where
 * there is one. It lags by a second or so, and nothing waits for it: a release is proved by the ledger's own
 * signature, and a witness that is down shows as an age that grows.
 */
export class Publisher {
  private readonly options: PublisherOptions
  private readonly witnesses: WitnessClient[]
  private timer: NodeJS.Timeout | undefined
  private running: Promise<void> = Promise.resolve()
  private published = -1
  private cosigned: { size: number; atMs: number } | undefined
  private opened = false
  private stopped = false

  constructor(options: PublisherOptions) {
    this.options = options
    this.witnesses = (options.policy?.witnesses ?? []).map((witness) => new WitnessClient(witness))
  }

  /** Writes what is missing of the tiles, and goes on by itself until `close`. */
  start(): void {
    this.running = this.turn()
  }

  get state(): CosignedState {
    const { cosigned } = this
    return {
      witnesses: this.witnesses.length,
      ...(cosigned ? { size: cosigned.size, at: cosigned.atMs } : {}),
    }
  }

  async close(): Promise<void> {
    this.stopped = true
    clearTimeout(this.timer)
    await this.running
  }

  /** Publishes the newest commit now. */
  async publishNow(): Promise<void> {
    const { tiles, committed, policy } = this.options
    const { size, checkpoint } = committed()
    await tiles.writeUpTo(size)
    if (!policy || this.witnesses.length === 0) {
      if (size !== this.published) await tiles.publish(checkpoint, size)
      this.published = size
      return
    }
    const due = size !== this.cosigned?.size || this.options.now() - this.cosigned.atMs >= REFRESH_MS
    if (due) await this.cosign(policy, checkpoint, size)
  }

  private async cosign(policy: WitnessPolicy, checkpoint: string, size: number): Promise<void> {
    const { consistency, cosignedFile, tiles, onContradiction, onSubmitted } = this.options
    const note = decodeNote(checkpoint)
    const answers = await Promise.all(
      this.witnesses.map(async (witness) => {
        const answer = await witness.submit(checkpoint, size, consistency)
        onSubmitted?.(answer.outcome)
        if (answer.outcome === 'contradicted') onContradiction(witness.name)
        return answer
      }),
    )
    const lines = answers.flatMap((answer) => (answer.outcome === 'cosigned' ? [answer.line] : []))
    const whole = { ...note, signatures: [...note.signatures, ...lines] }
    const { quorum, atSeconds } = await checkCosigned(verify, policy, whole)
    if (!quorum || atSeconds === undefined) return
    const text = encodeNote(whole)
    await writeFileAtomically(cosignedFile, text)
    await tiles.publish(text, size)
    this.published = size
    this.cosigned = { size, atMs: atSeconds * 1_000 }
  }

  private async open(): Promise<void> {
    const { cosignedFile, policy, tiles } = this.options
    await tiles.open()
    const kept = await readFile(cosignedFile, 'utf8').catch(() => undefined)
    if (kept !== undefined && policy && this.witnesses.length > 0) {
      const { checkpoint, atSeconds } = await checkCosigned(verify, policy, decodeNote(kept))
      if (atSeconds !== undefined) this.cosigned = { size: checkpoint.size, atMs: atSeconds * 1_000 }
    }
    this.opened = true
  }

  private async turn(): Promise<void> {
    try {
      if (!this.opened) await this.open()
      await this.publishNow()
    } catch (error) {
      this.options.onTrouble(error)
    }
    if (this.stopped) return
    this.timer = setTimeout(() => {
      this.running = this.turn()
    }, EVERY_MS)
  }
}

function verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  return verifyEd25519(publicKeyFromRaw(publicKey), message, signature)
}

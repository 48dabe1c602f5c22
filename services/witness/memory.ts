import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { fromBase64, toBase64 } from '#domain/bytes'
import { writeFileAtomically } from '#lib/atomic-file'

export type Seen = { size: number; root: Uint8Array }

const State = z.record(z.string(), z.strictObject({ size: z.int().min(0), root: z.base64().length(44) }))

/**
 * The largest tree that was cosigned of each origin, in WITNESS_HOME/state.json. It only ever grows, and is on disk
 * before a cosignature leaves: a witness that forgets would sign a fork.
 */
export class WitnessMemory {
  private readonly file: string
  private state: z.infer<typeof State>
  private readonly busy = new Map<string, Promise<unknown>>()
  private writing: Promise<void> = Promise.resolve()
  /** A write that failed is made up for before anything is signed, also at the same size. */
  private unwritten = false

  private constructor(file: string, state: z.infer<typeof State>) {
    this.file = file
    this.state = state
  }

  /** @throws when the file is there and cannot be read: starting from nothing would forget what was signed. */
  static async open(home: string): Promise<WitnessMemory> {
    const file = path.join(home, 'state.json')
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '{}'
      throw error
    })
    try {
      return new WitnessMemory(file, State.parse(JSON.parse(text)))
    } catch {
      throw new Error(
        'state.json of the witness cannot be read: put back a copy that is not older, or ask its logs.',
      )
    }
  }

  seen(origin: string): Seen | undefined {
    const kept = Object.hasOwn(this.state, origin) ? this.state[origin] : undefined
    return kept && { size: kept.size, root: fromBase64(kept.root) }
  }

  /** Runs one decision about an origin at a time: comparing with what was seen and remembering are one step. */
  async exclusively<T>(origin: string, work: () => Promise<T>): Promise<T> {
    const before = this.busy.get(origin) ?? Promise.resolve()
    const mine = before.then(work, work)
    this.busy.set(origin, mine)
    try {
      return await mine
    } finally {
      if (this.busy.get(origin) === mine) this.busy.delete(origin)
    }
  }

  /** Call it only inside `exclusively`. Returns once the file is on disk. */
  async remember(origin: string, { size, root }: Seen): Promise<void> {
    const before = this.seen(origin)
    if (before && size < before.size) throw new RangeError('a witness does not go back')
    if (before?.size === size && !this.unwritten) return
    this.state = { ...this.state, [origin]: { size, root: toBase64(root) } }
    this.unwritten = true
    // Origins share one file: writes follow one another, each with all that was remembered before it.
    const write = () => this.write()
    this.writing = this.writing.then(write, write)
    await this.writing
  }

  private async write(): Promise<void> {
    const { state } = this
    await writeFileAtomically(this.file, `${JSON.stringify(state)}\n`)
    if (state === this.state) this.unwritten = false
  }
}

import { mkdir, readFile, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { encodeBundle } from '#domain/bundle'
import { equalBytes } from '#domain/bytes'
import { HASH_BYTES, TILE_WIDTH, type Tile, tileLevels, tilePath, widthsAt } from '#domain/tile'
import { writeFileAtomically } from '#lib/atomic-file'
import { tileOf } from './bundles'
import { readNote } from './note-signers'
import type { MemoryTree } from './tree'

export type TileDirectories = {
  /** Tiles and checkpoint, for everyone. */
  public: string
  /** Bundles of entries, for auditors. */
  private: string
}
/** Stored bytes of committed entries from an index on. */
export type ReadBytes = (from: number, limit: number) => Promise<Uint8Array[]>

const PUBLIC_FILE = { mode: 0o644, durable: false }
const PRIVATE_FILE = { mode: 0o600, durable: false }

/**
 * Writes the committed ledger as the static files of C2SP `tlog-tiles`, behind the commits and never before them.
 * Each file is flushed before it gets its name, and the checkpoint is written after its tiles: whatever a crash
 * leaves is whole up to the checkpoint that is there, and the next start goes on from it.
 */
export class TileWriter {
  private readonly directories: TileDirectories
  private readonly tree: Pick<MemoryTree, 'node' | 'root' | 'size'>
  private readonly readBytes: ReadBytes
  /** Up to here every tile and bundle is on disk. */
  private written = 0

  constructor(directories: TileDirectories, tree: TileWriter['tree'], readBytes: ReadBytes) {
    this.directories = directories
    this.tree = tree
    this.readBytes = readBytes
  }

  /** Finds out what is there. Files of another ledger, or an unreadable checkpoint, are written over from the start. */
  async open(): Promise<void> {
    await mkdir(this.directories.public, { recursive: true, mode: 0o755 })
    await mkdir(this.directories.private, { recursive: true, mode: 0o700 })
    const checkpoint = readNote(await readFile(this.file('checkpoint'), 'utf8').catch(() => ''))?.checkpoint
    const ours =
      checkpoint !== undefined &&
      checkpoint.size <= this.tree.size &&
      equalBytes(this.tree.root(checkpoint.size), checkpoint.root)
    this.written = ours ? await this.wholeUpTo(checkpoint.size) : 0
  }

  /** Writes every tile and bundle that a tree of this size has and a smaller one had not. */
  async writeUpTo(size: number): Promise<void> {
    if (size <= this.written) return
    for (let first = this.written - (this.written % TILE_WIDTH); first < size; first += TILE_WIDTH) {
      const width = Math.min(TILE_WIDTH, size - first)
      const entries = await this.readBytes(first, width)
      if (entries.length !== width) throw new Error('a committed entry could not be read')
      const tile: Tile = { level: 'entries', index: first / TILE_WIDTH, width }
      await this.write(tile, encodeBundle(entries))
    }
    for (let level = 0; level < tileLevels(size); level++) {
      const { full, partial } = widthsAt(size, level)
      for (let index = widthsAt(this.written, level).full; index < full; index++)
        await this.write({ level, index, width: TILE_WIDTH }, tileOf(this.tree, level, index, TILE_WIDTH))
      if (partial > 0)
        await this.write({ level, index: full, width: partial }, tileOf(this.tree, level, full, partial))
    }
    await this.forgetPartials(size)
    this.written = size
  }

  /** Publishes a signed note, whose tiles are all there. */
  async publish(note: string, size: number): Promise<void> {
    if (size > this.written) throw new RangeError('a checkpoint is published after its tiles')
    await writeFileAtomically(this.file('checkpoint'), note, { mode: 0o644 })
  }

  private file(name: string): string {
    return path.join(this.directories.public, name)
  }

  private place(tile: Tile): string {
    const root = tile.level === 'entries' ? this.directories.private : this.directories.public
    return path.join(root, tilePath(tile))
  }

  private async write(tile: Tile, bytes: Uint8Array): Promise<void> {
    const file = this.place(tile)
    const secret = tile.level === 'entries'
    await mkdir(path.dirname(file), { recursive: true, mode: secret ? 0o700 : 0o755 })
    await writeFileAtomically(file, bytes, secret ? PRIVATE_FILE : PUBLIC_FILE)
  }

  /** Partial tiles whose place has been taken by a full one since the last time. */
  private async forgetPartials(size: number): Promise<void> {
    for (const level of [
      'entries',
      ...Array.from({ length: tileLevels(size) }, (_, i) => i),
    ] as Tile['level'][]) {
      const height = level === 'entries' ? 0 : level
      const to = widthsAt(size, height).full
      for (let index = widthsAt(this.written, height).full; index < to; index++)
        await rm(`${this.place({ level, index, width: TILE_WIDTH })}.p`, { recursive: true, force: true })
    }
  }

  /** The number of leading entries whose tiles and bundles are all there, in whole tiles or up to `size`. */
  private async wholeUpTo(size: number): Promise<number> {
    for (let first = 0; first < size; first += TILE_WIDTH) {
      const width = Math.min(TILE_WIDTH, size - first)
      const index = first / TILE_WIDTH
      const leaves = await sizeOf(this.place({ level: 0, index, width }))
      const bundle = await sizeOf(this.place({ level: 'entries', index, width }))
      if (leaves !== width * HASH_BYTES || bundle === undefined) return first
    }
    for (let level = 1; level < tileLevels(size); level++) {
      const { full, partial } = widthsAt(size, level)
      for (let index = 0; index <= full; index++) {
        const width = index < full ? TILE_WIDTH : partial
        if (width > 0 && (await sizeOf(this.place({ level, index, width }))) !== width * HASH_BYTES) return 0
      }
    }
    return size
  }
}

async function sizeOf(file: string): Promise<number | undefined> {
  return stat(file).then(
    (found) => found.size,
    () => undefined,
  )
}

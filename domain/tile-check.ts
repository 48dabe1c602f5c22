import { equalBytes } from './bytes'
import type { Fault } from './ledger-fault'
import { RootBuilder, type Sha256 } from './merkle'
import {
  HASH_BYTES,
  hashAt,
  type ReadTile,
  rootFromTiles,
  TILE_WIDTH,
  type Tile,
  tilePath,
  tileRoot,
  widthsAt,
} from './tile'

/**
 * Holds tiles that were computed from entries against the stored ones, at every level, and says which of the two is
 * wrong: a stored tile is right when the tile above it has its root, and at the right edge when all of the edge gives
 * the signed root. It goes on after a fault with the hash that is right, so that one run finds every tile's first.
 */
export class TileCheck {
  readonly faults: Fault[] = []
  private readonly open: { index: number; hashes: Uint8Array[] }[] = []
  private readonly undecided: { fault: Fault; tile: Tile }[] = []
  private edgeIsSigned: Promise<boolean> | undefined
  private readonly sha256: Sha256
  private readonly read: ReadTile
  private readonly signed: { size: number; root: Uint8Array }

  /** @param read gives the stored tile whole, or nothing when it is missing or of another length. */
  constructor(sha256: Sha256, read: ReadTile, signed: { size: number; root: Uint8Array }) {
    this.sha256 = sha256
    this.read = read
    this.signed = signed
  }

  /** Takes the next tile's worth of leaf hashes as they follow from the entries. */
  async add(leaves: readonly Uint8Array[]): Promise<void> {
    await this.addTo(0, leaves)
  }

  private async addTo(level: number, hashes: readonly Uint8Array[]): Promise<void> {
    this.open[level] ??= { index: 0, hashes: [] }
    const row = this.open[level]
    row.hashes.push(...hashes)
    if (row.hashes.length < TILE_WIDTH) return
    const tile = { level, index: row.index++, width: TILE_WIDTH }
    const root = await this.compare(tile, row.hashes.splice(0))
    await this.addTo(level + 1, [root!])
  }

  /** Compares the partial tiles of the right edge, and the root. */
  async finish(): Promise<void> {
    const edge = new RootBuilder(this.sha256)
    for (const [level, row] of this.open.entries())
      if (row.hashes.length > 0)
        await this.compare({ level, index: row.index, width: row.hashes.length }, row.hashes)
    for (let level = this.open.length - 1; level >= 0; level--)
      for (const hash of this.open[level]!.hashes) edge.addSubtree(hash, 8 * level)
    const right = edge.size === this.signed.size && equalBytes(edge.root(), this.signed.root)
    // The entries give the signed root: then it was the tile that was changed.
    for (const { fault, tile } of this.undecided)
      this.faults.push(right ? { ...fault, problem: 'tile_changed', tile: tilePath(tile) } : fault)
    if (!right && this.faults.length === 0)
      this.faults.push({ problem: 'checkpoint_differs', index: 0, to: Math.max(0, this.signed.size - 1) })
    this.faults.sort((a, b) => a.index - b.index)
  }

  /** @returns for a full tile, the root to go on with. */
  private async compare(tile: Tile, hashes: Uint8Array[]): Promise<Uint8Array | undefined> {
    const computed = join(hashes)
    const full = tile.width === TILE_WIDTH
    const stored = await this.read(tile)
    const computedRoot = () => (full ? tileRoot(this.sha256, computed) : undefined)
    const position = stored && firstDifference(computed, stored)
    if (stored && position === undefined) return computedRoot()
    const span = TILE_WIDTH ** (tile.level as number)
    const index = (tile.index * TILE_WIDTH + (position ?? 0)) * span
    if (!stored) {
      this.faults.push({ problem: 'tile_missing', index, tile: tilePath(tile) })
      return computedRoot()
    }
    const entry: Fault = {
      problem: 'entry_changed',
      index,
      ...(span === 1 ? {} : { to: Math.min(index + span, this.signed.size) - 1 }),
    }
    const above = full ? await this.storedAbove(tile) : undefined
    if (above && equalBytes(tileRoot(this.sha256, stored), above)) this.faults.push(entry)
    else if (above && equalBytes(computedRoot()!, above))
      this.faults.push({ problem: 'tile_changed', index, tile: tilePath(tile) })
    else if (!full && (await this.edgeGivesRoot())) {
      this.faults.push(entry)
      hashes.splice(0, hashes.length, ...Array.from({ length: tile.width }, (_, i) => hashAt(stored, i)))
    } else if (full) this.faults.push(entry)
    else this.undecided.push({ fault: entry, tile })
    return above ?? computedRoot()
  }

  private async storedAbove({ level, index }: Tile): Promise<Uint8Array | undefined> {
    const above = (level as number) + 1
    const { full, partial } = widthsAt(this.signed.size, above)
    const parent = Math.floor(index / TILE_WIDTH)
    const stored = await this.read({
      level: above,
      index: parent,
      width: parent < full ? TILE_WIDTH : partial,
    })
    return stored && hashAt(stored, index % TILE_WIDTH)
  }

  private edgeGivesRoot(): Promise<boolean> {
    this.edgeIsSigned ??= rootFromTiles(this.sha256, this.read, this.signed.size).then(
      (root) => root !== undefined && equalBytes(root, this.signed.root),
    )
    return this.edgeIsSigned
  }
}

function join(hashes: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(hashes.length * HASH_BYTES)
  hashes.forEach((hash, i) => {
    out.set(hash, i * HASH_BYTES)
  })
  return out
}

/** Which hash of two tiles of one length differs first. */
function firstDifference(a: Uint8Array, b: Uint8Array): number | undefined {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return Math.floor(i / HASH_BYTES)
  return undefined
}

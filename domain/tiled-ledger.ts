import { decodeBundle } from './bundle'
import { EntryReader } from './ledger-check'
import type { Fault } from './ledger-fault'
import { leafHash, type Sha256 } from './merkle'
import { HASH_BYTES, hashAt, type ReadTile, TILE_WIDTH, type Tile, widthsAt } from './tile'
import { TileCheck } from './tile-check'

/**
 * Where tiles and bundles come from: a directory, a web server, a browser's fetch. A partial tile may be answered
 * with a wider one, which stands for it once the ledger has grown.
 */
export type TileSource = (tile: Tile) => Promise<{ bytes: Uint8Array; width: number } | undefined>

/** A run lists this many faults at most: further ones help nobody. */
const MAX_FAULTS = 100
/** Bundles that are asked for before they are needed. */
const READ_AHEAD = 4

/**
 * Hash tiles of a source, each exactly as wide as asked. A tile of an older, smaller tree is the beginning of the
 * one that the tree of `size` has there, which is the one that is asked for.
 */
export function hashTiles(source: TileSource, size: number): ReadTile {
  return async (tile) => {
    const { full, partial } = widthsAt(size, tile.level as number)
    const width = tile.index < full ? TILE_WIDTH : partial
    if (width < tile.width) return undefined
    const found = await source({ ...tile, width })
    if (found?.bytes.length !== (found?.width ?? 0) * HASH_BYTES) return undefined
    return found!.bytes.subarray(0, tile.width * HASH_BYTES)
  }
}

/**
 * Re-hashes every entry of a tiled ledger and every tile of every level, up to a signed size and root.
 * @returns every tile's first fault in order, none when the ledger is whole; and what its entries say of its keys.
 */
export async function checkTiledLedger(
  sha256: Sha256,
  source: TileSource,
  signed: { size: number; root: Uint8Array },
  onProgress: (done: number) => void = () => undefined,
): Promise<{ faults: Fault[]; reader: EntryReader }> {
  const reader = new EntryReader()
  const stored = hashTiles(source, signed.size)
  const tiles = new TileCheck(sha256, stored, signed)
  const faults: Fault[] = []
  const unread: Fault[] = []
  for await (const { first, count, bundle } of bundles(source, signed.size)) {
    const { entries, rest } = bundle ? decodeBundle(bundle.bytes, count) : { entries: [], rest: 0 }
    const leaves = entries.map((bytes) => leafHash(sha256, bytes))
    if (entries.length < count) {
      const tile = await stored({ level: 0, index: first / TILE_WIDTH, width: count })
      // A length that was changed cuts the bundle short far behind the entry that it belongs to.
      const same = tile ? sameLeaves(leaves, tile) : leaves.length
      faults.push({
        problem: same < leaves.length ? 'entry_changed' : 'entry_missing',
        index: first + same,
      })
      if (!tile) return { faults, reader }
      for (let i = same; i < count; i++) leaves[i] = hashAt(tile, i)
    }
    await tiles.add(leaves)
    const bad = entries.findIndex((bytes, i) => !reader.accepts(first + i, bytes))
    if (bad >= 0) unread.push({ problem: 'entry_not_canonical', index: first + bad })
    else if (entries.length === count && rest > 0 && bundle?.width === count)
      unread.push({ problem: 'bundle_too_long', index: first + count - 1 })
    onProgress(first + count)
    if (faults.length + tiles.faults.length >= MAX_FAULTS) break
  }
  await tiles.finish()
  const hashed = [...faults, ...tiles.faults]
  // Changed bytes are rarely canonical JSON: that they are not those that were hashed says it all.
  const told = new Set(hashed.map(({ index }) => Math.floor(index / TILE_WIDTH)))
  const all = [...hashed, ...unread.filter(({ index }) => !told.has(Math.floor(index / TILE_WIDTH)))].sort(
    (a, b) => a.index - b.index || (a.to ?? 0) - (b.to ?? 0),
  )
  return { faults: all.slice(0, MAX_FAULTS), reader }
}

type Bundle = { first: number; count: number; bundle: Awaited<ReturnType<TileSource>> }

/** Bundles in order, a few of them on their way at a time. */
async function* bundles(source: TileSource, size: number): AsyncGenerator<Bundle> {
  const asked: Promise<Bundle>[] = []
  let next = 0
  const ask = () => {
    if (next >= size) return
    const first = next
    const count = Math.min(TILE_WIDTH, size - first)
    next += count
    const answer = source({ level: 'entries', index: first / TILE_WIDTH, width: count })
    const bundle = answer.then((found) => ({ first, count, bundle: found }))
    // A failure is thrown where the bundle is waited for, not before.
    bundle.catch(() => undefined)
    asked.push(bundle)
  }
  for (let i = 0; i < READ_AHEAD; i++) ask()
  while (asked.length > 0) {
    const bundle = await asked.shift()!
    ask()
    yield bundle
  }
}

/** How many leading leaves are those of the tile. */
function sameLeaves(leaves: readonly Uint8Array[], tile: Uint8Array): number {
  const at = leaves.findIndex((leaf, i) => hashAt(tile, i).some((byte, j) => byte !== leaf[j]))
  return at < 0 ? leaves.length : at
}

import { RootBuilder, type Sha256 } from './merkle'

/**
 * C2SP `tlog-tiles`: the tree as static files of up to 256 hashes. Tile `n` of level `l` holds the roots of the
 * perfect subtrees of 256^l entries from n·256 on; a tile at the right edge is partial, and named with its width.
 */
export const TILE_WIDTH = 256
export const HASH_BYTES = 32

export type Tile = { level: number | 'entries'; index: number; width: number }

/** `tile/1/x001/x234/067` or `tile/0/000.p/17`. */
export function tilePath({ level, index, width }: Tile): string {
  const digits = String(index)
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.../g)!
  const number = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/')
  return `tile/${level}/${number}${width === TILE_WIDTH ? '' : `.p/${width}`}`
}

/** @returns undefined for anything but the one spelling of a tile's path. */
export function parseTilePath(path: string): Tile | undefined {
  const match = /^tile\/(\d|entries)\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path)
  if (!match) return undefined
  const tile: Tile = {
    level: match[1] === 'entries' ? 'entries' : Number(match[1]),
    index: Number(match[2]!.replace(/[x/]/g, '')),
    width: match[3] === undefined ? TILE_WIDTH : Number(match[3]),
  }
  return tile.width >= 1 && tile.width <= TILE_WIDTH && tilePath(tile) === path ? tile : undefined
}

/** The tiles of a tree of that size at one level: full ones, then the partial one. */
export function widthsAt(size: number, level: number): { full: number; partial: number } {
  const hashes = Math.floor(size / TILE_WIDTH ** level)
  return { full: Math.floor(hashes / TILE_WIDTH), partial: hashes % TILE_WIDTH }
}

/** How many levels a tree of that size has tiles of. */
export function tileLevels(size: number): number {
  let levels = 0
  while (Math.floor(size / TILE_WIDTH ** levels) > 0) levels++
  return levels
}

export function hashAt(tile: Uint8Array, position: number): Uint8Array {
  return tile.subarray(position * HASH_BYTES, (position + 1) * HASH_BYTES)
}

/** Root over the hashes of a tile: of a full one, the hash that stands for it one level up. */
export function tileRoot(sha256: Sha256, tile: Uint8Array): Uint8Array {
  const builder = new RootBuilder(sha256)
  for (let i = 0; i * HASH_BYTES < tile.length; i++) builder.add(hashAt(tile, i))
  return builder.root()
}

/** Reads a tile of at least that width; undefined where there is none. The hashes beyond `width` are cut off. */
export type ReadTile = (tile: Tile) => Promise<Uint8Array | undefined>

/**
 * The root of the first `size` entries out of tiles alone. Nothing is authenticated here: compare the root with a
 * signed one. @returns undefined where a tile is missing.
 */
export async function rootFromTiles(
  sha256: Sha256,
  read: ReadTile,
  size: number,
): Promise<Uint8Array | undefined> {
  const builder = new RootBuilder(sha256)
  for (let level = tileLevels(size) - 1; level >= 0; level--) {
    const { full, partial } = widthsAt(size, level)
    if (partial === 0) continue
    const tile = await read({ level, index: full, width: partial })
    if (tile?.length !== partial * HASH_BYTES) return undefined
    for (let i = 0; i < partial; i++) builder.addSubtree(hashAt(tile, i), 8 * level)
  }
  return builder.root()
}

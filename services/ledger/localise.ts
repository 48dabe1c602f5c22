import type { Client } from 'pg'
import { equalBytes } from '#domain/bytes'
import { leafHash } from '#domain/merkle'
import { hashAt, type ReadTile, rootFromTiles, TILE_WIDTH, tileRoot, widthsAt } from '#domain/tile'
import { readEntries } from './data'
import { sha256 } from './tree'

/**
 * Names the entry that a root cannot: where bytes and leaf hash were replaced together, tiles that were published
 * before still hold the old leaf. Only tiles that lead to a signed root are believed.
 *
 * @returns the first entry between `from` and `to` that is not the published one; undefined when tiles cannot tell.
 */
export async function firstDifferentEntry(
  client: Client,
  read: ReadTile,
  signed: { size: number; root: Uint8Array },
  from: number,
  to: number,
): Promise<number | undefined> {
  const edge = await rootFromTiles(sha256, read, signed.size)
  if (!edge || !equalBytes(edge, signed.root)) return undefined
  const end = Math.min(to + 1, signed.size)
  for (let at = Math.floor(from / TILE_WIDTH) * TILE_WIDTH; at < end; at += TILE_WIDTH) {
    const tile = await leadingToRoot(read, signed.size, 0, at / TILE_WIDTH)
    if (!tile) return undefined
    const rows = await readEntries(client, at, Math.min(TILE_WIDTH, signed.size - at))
    for (const [i, { index, bytes }] of rows.entries())
      if (index !== at + i || !equalBytes(leafHash(sha256, bytes), hashAt(tile, i))) return at + i
  }
  return undefined
}

/** A stored tile, if every tile above it up to the right edge has its root. The edge has been checked. */
async function leadingToRoot(
  read: ReadTile,
  size: number,
  level: number,
  index: number,
): Promise<Uint8Array | undefined> {
  const { full, partial } = widthsAt(size, level)
  const whole = index < full
  const tile = await read({ level, index, width: whole ? TILE_WIDTH : partial })
  if (!tile || !whole) return tile
  const above = await leadingToRoot(read, size, level + 1, Math.floor(index / TILE_WIDTH))
  return above && equalBytes(tileRoot(sha256, tile), hashAt(above, index % TILE_WIDTH)) ? tile : undefined
}

import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { encodeBundle } from '#domain/bundle'
import { HASH_BYTES, TILE_WIDTH, tileLevels, tilePath, widthsAt } from '#domain/tile'
import { MemoryTree } from './tree'

/** @returns hashes `index·256` to `index·256 + width` of a level of tiles. */
export function tileOf(tree: Pick<MemoryTree, 'node'>, level: number, index: number, width: number): Buffer {
  const tile = Buffer.alloc(width * HASH_BYTES)
  for (let i = 0; i < width; i++) tile.set(tree.node(8 * level, index * TILE_WIDTH + i), i * HASH_BYTES)
  return tile
}

async function writeTile(directory: string, file: string, bytes: Uint8Array): Promise<void> {
  const whole = path.join(directory, file)
  await mkdir(path.dirname(whole), { recursive: true })
  await writeFile(whole, bytes)
}

/**
 * Writes an export, laid out as C2SP `tlog-tiles`: `checkpoint`; `tile/entries/<n>` with 256 entries each; and the
 * tiles of every level, by which a verifier can name what was changed. The last of each may be partial.
 * @returns how many entries were written.
 */
export async function writeBundles(
  directory: string,
  checkpoint: string,
  entries: AsyncIterable<{ bytes: Uint8Array; leaf: Uint8Array }>,
): Promise<number> {
  const tree = new MemoryTree()
  let pending: Uint8Array[] = []
  const flush = async () => {
    const index = Math.floor((tree.size - 1) / TILE_WIDTH)
    const file = tilePath({ level: 'entries', index, width: pending.length })
    await writeTile(directory, file, encodeBundle(pending))
    pending = []
  }
  for await (const { bytes, leaf } of entries) {
    pending.push(bytes)
    tree.push(leaf)
    if (pending.length === TILE_WIDTH) await flush()
  }
  if (pending.length > 0) await flush()
  for (let level = 0; level < tileLevels(tree.size); level++) {
    const { full, partial } = widthsAt(tree.size, level)
    for (let index = 0; index < full; index++)
      await writeTile(
        directory,
        tilePath({ level, index, width: TILE_WIDTH }),
        tileOf(tree, level, index, TILE_WIDTH),
      )
    if (partial > 0)
      await writeTile(
        directory,
        tilePath({ level, index: full, width: partial }),
        tileOf(tree, level, full, partial),
      )
  }
  await writeFile(path.join(directory, 'checkpoint'), checkpoint)
  return tree.size
}

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { concat, u16 } from '#domain/bytes'

/**
 * An export on disk, laid out as C2SP `tlog-tiles`: `checkpoint`; `tile/entries/<n>` with 256 entries each, an entry
 * being its length as u16 and its bytes; and `tile/0/<n>` with their 256 leaf hashes, by which a verifier can name
 * the entry that was changed. The last tile of each kind may be partial: `<n>.p/<count>`.
 */
export const BUNDLE_ENTRIES = 256
const HASH_BYTES = 32

/** `x001/x234/067` for 1234067. */
function tilePath(index: number): string {
  const digits = String(index)
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.../g)!
  return groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/')
}

type Kind = 'entries' | '0'

function tileFile(directory: string, kind: Kind, index: number, count: number): string {
  const file = path.join(directory, 'tile', kind, tilePath(index))
  return count === BUNDLE_ENTRIES ? file : path.join(`${file}.p`, String(count))
}

async function writeTile(file: string, parts: Uint8Array[]): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, concat(...parts))
}

/** @returns how many entries were written. */
export async function writeBundles(
  directory: string,
  checkpoint: string,
  entries: AsyncIterable<{ bytes: Uint8Array; leaf: Uint8Array }>,
): Promise<number> {
  let pending: { bytes: Uint8Array; leaf: Uint8Array }[] = []
  let written = 0
  const flush = async () => {
    const index = Math.floor(written / BUNDLE_ENTRIES)
    await writeTile(
      tileFile(directory, 'entries', index, pending.length),
      pending.flatMap(({ bytes }) => [u16(bytes.length), bytes]),
    )
    await writeTile(
      tileFile(directory, '0', index, pending.length),
      pending.map(({ leaf }) => leaf),
    )
    written += pending.length
    pending = []
  }
  for await (const entry of entries) {
    pending.push(entry)
    if (pending.length === BUNDLE_ENTRIES) await flush()
  }
  if (pending.length > 0) await flush()
  await writeFile(path.join(directory, 'checkpoint'), checkpoint)
  return written
}

/**
 * The entries of an export up to `size`, in order, each with its leaf hash where the export has it. Ends early where
 * a bundle is missing or cut short.
 */
export async function* readBundles(
  directory: string,
  size: number,
): AsyncGenerator<{ index: number; bytes: Uint8Array; leaf?: Uint8Array }> {
  for (let tile = 0; tile * BUNDLE_ENTRIES < size; tile++) {
    const first = tile * BUNDLE_ENTRIES
    const count = Math.min(BUNDLE_ENTRIES, size - first)
    const bundle = await readTile(directory, 'entries', tile, count)
    const hashes = await readTile(directory, '0', tile, count)
    for (let at = 0, i = 0; i < count; i++) {
      if (at + 2 > bundle.length) return
      const end = at + 2 + bundle.readUInt16BE(at)
      if (end > bundle.length) return
      const leaf = hashes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES)
      const known = leaf.length === HASH_BYTES ? { leaf } : {}
      yield { index: first + i, bytes: bundle.subarray(at + 2, end), ...known }
      at = end
    }
  }
}

/** A whole tile, or the smallest partial one that reaches far enough; nothing when there is none. */
async function readTile(directory: string, kind: Kind, index: number, count: number): Promise<Buffer> {
  const whole = tileFile(directory, kind, index, BUNDLE_ENTRIES)
  try {
    return await readFile(whole)
  } catch {
    const counts = (await readdir(`${whole}.p`).catch(() => [])).map(Number).sort((a, b) => a - b)
    const enough = counts.find((have) => have >= count) ?? counts.at(-1)
    return enough === undefined ? Buffer.alloc(0) : readFile(path.join(`${whole}.p`, String(enough)))
  }
}

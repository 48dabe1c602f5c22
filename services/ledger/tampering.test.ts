import { beforeAll, describe, expect, it } from 'vitest'
import { decodeBundle, encodeBundle } from '#domain/bundle'
import { utf8 } from '#domain/bytes'
import { leafHash } from '#domain/merkle'
import { HASH_BYTES, parseTilePath, TILE_WIDTH } from '#domain/tile'
import { seededRandom } from '#lib/seeded-random'
import { ExportedLedger, sampleEntry } from '#tests/support/ledger/exported-ledger'
import { sha256 } from './tree'
import type { Verdict } from './verify'

const SIZE = 10_000
const LAST_BUNDLE = 'tile/entries/039.p/16'

describe('a ledger of 10,000 entries in files', () => {
  let ledger: ExportedLedger
  beforeAll(async () => {
    ledger = await ExportedLedger.of(SIZE)
  })

  function flipped(file: string, at: number, mask = 1): Map<string, Uint8Array> {
    const files = ledger.copy()
    const bytes = Uint8Array.from(files.get(file)!)
    bytes[at] = bytes[at]! ^ mask
    return files.set(file, bytes)
  }

  async function refused(files: Map<string, Uint8Array>): Promise<Extract<Verdict, { ok: false }>> {
    const verdict = await ledger.verify(files)
    if (verdict.ok) throw new Error('a changed ledger was called whole')
    return verdict
  }

  /** Where an entry stands in its bundle: its length prefix begins at `at`. */
  function place(index: number): { file: string; at: number; length: number } {
    const bundle = Math.floor(index / TILE_WIDTH)
    const file = bundle === 39 ? LAST_BUNDLE : `tile/entries/${String(bundle).padStart(3, '0')}`
    const { entries } = decodeBundle(ledger.files.get(file)!, (index % TILE_WIDTH) + 1)
    const length = entries.at(-1)!.length
    const end = entries.reduce((sum, entry) => sum + 2 + entry.length, 0)
    return { file, at: end - length - 2, length }
  }

  it('is whole, and was cosigned', async () => {
    expect(await ledger.verify()).toMatchObject({
      ok: true,
      size: SIZE,
      entriesRead: true,
      cosigned: { quorum: true, by: [{ witness: 'one' }] },
    })
  })

  it('names the entry whose length, first, middle or last byte was changed', async () => {
    for (const index of [0, 1, 255, 256, 257, 5_000, 9_983, 9_984, 9_999]) {
      const { file, at, length } = place(index)
      for (const offset of [0, 1, 2, 2 + Math.floor(length / 2), 1 + length])
        expect(await refused(flipped(file, at + offset))).toMatchObject({ index, more: [] })
    }
  }, 30_000)

  it('names the hash that was changed in a tile of any level, and says that it was the tile', async () => {
    for (const [file, hash] of [
      ['tile/0/000', 0],
      ['tile/0/000', 255],
      ['tile/0/020', 17],
      ['tile/0/039.p/16', 0],
      ['tile/0/039.p/16', 15],
      ['tile/1/000.p/39', 0],
      ['tile/1/000.p/39', 38],
    ] as const) {
      const { level, index } = parseTilePath(file)! as { level: number; index: number }
      for (const byte of [0, 31])
        expect(await refused(flipped(file, hash * HASH_BYTES + byte))).toMatchObject({
          problem: 'tile_changed',
          tile: file,
          index: (index * TILE_WIDTH + hash) * TILE_WIDTH ** level,
          more: [],
        })
    }
  }, 30_000)

  it('refuses a checkpoint with any of its bytes changed', async () => {
    const { length } = ledger.files.get('checkpoint')!
    for (let at = 0; at < length; at++)
      for (const mask of [1, 0x20])
        expect((await refused(flipped('checkpoint', at, mask))).problem).toMatch(
          /^(bad_checkpoint|bad_checkpoint_signature|other_origin|no_quorum)$/,
        )
  })

  it('names both of two changes, and lists every tile’s first', async () => {
    const files = flipped(place(9_990).file, place(9_990).at + 9)
    const other = place(700)
    files.set(other.file, flipped(other.file, other.at + 9).get(other.file)!)
    const verdict = await refused(files)
    expect([verdict.index, ...verdict.more.map((fault) => fault.index)]).toEqual([700, 9_990])
  })

  // Each run verifies the whole ledger with one change in each of up to 40 bundles or their tiles, and must name
  // exactly those that were made: so 2,000 changes take 60 runs, and none of them hides behind another.
  it('finds each of 2,000 random changes, and names its place', async () => {
    const random = seededRandom(20261122)
    const sizes = [...ledger.files].filter(([file]) => file !== 'checkpoint')
    const total = sizes.reduce((sum, [, bytes]) => sum + bytes.length, 0)
    type Change = { file: string; at: number; mask: number; group: string; index: number; span: number }
    const changes = Array.from({ length: 2_000 }, (): Change => {
      let at = Math.floor(random() * total)
      const [file] = sizes.find(([, bytes]) => {
        if (at < bytes.length) return true
        at -= bytes.length
        return false
      })!
      const tile = parseTilePath(file)!
      const mask = 1 << Math.floor(random() * 8)
      if (tile.level !== 'entries') {
        const span = TILE_WIDTH ** tile.level
        const index = (tile.index * TILE_WIDTH + Math.floor(at / HASH_BYTES)) * span
        return { file, at, mask, group: tile.level === 0 ? String(tile.index) : 'above', index, span }
      }
      return { file, at, mask, group: String(tile.index), index: entryAt(file, at), span: 1 }
    })
    let runs = 0
    for (let left = changes; left.length > 0; runs++) {
      const taken = new Map<string, Change>()
      left = left.filter((change) => {
        // A change one level up is judged with nothing else changed.
        const alone = change.group === 'above' || taken.has('above')
        if (taken.has(change.group) || (alone && taken.size > 0)) return true
        taken.set(change.group, change)
        return false
      })
      const files = ledger.copy()
      for (const { file, at, mask } of taken.values()) {
        const bytes = Uint8Array.from(files.get(file)!)
        bytes[at] = bytes[at]! ^ mask
        files.set(file, bytes)
      }
      const verdict = await refused(files)
      const named = [verdict.index, ...verdict.more.map((fault) => fault.index)]
      expect(named).toEqual([...taken.values()].map((change) => change.index).sort((a, b) => a - b))
    }
    expect(runs).toBeLessThan(120)
  }, 120_000)

  function entryAt(file: string, at: number): number {
    const { index, width } = parseTilePath(file)!
    let end = 0
    const { entries } = decodeBundle(ledger.files.get(file)!, width)
    const within = entries.findIndex((entry) => {
      end += 2 + entry.length
      return at < end
    })
    return index * TILE_WIDTH + within
  }

  it('names the first index of a deletion, a doubled entry and two that changed places', async () => {
    const file = 'tile/entries/003'
    const { entries } = decodeBundle(ledger.files.get(file)!, TILE_WIDTH)
    const changed = (list: Uint8Array[]) => ledger.copy().set(file, encodeBundle(list))
    expect(await refused(changed(entries.toSpliced(10, 1)))).toMatchObject({ index: 778 })
    expect(await refused(changed(entries.toSpliced(10, 0, entries[10]!)))).toMatchObject({ index: 779 })
    const swapped = entries.with(10, entries[200]!).with(200, entries[10]!)
    expect(await refused(changed(swapped))).toMatchObject({ problem: 'entry_changed', index: 778 })
    expect(await refused(changed([...entries, entries[0]!]))).toMatchObject({ problem: 'bundle_too_long' })
    const last = decodeBundle(ledger.files.get(LAST_BUNDLE)!, 16).entries.slice(0, 9)
    expect(await refused(ledger.copy().set(LAST_BUNDLE, encodeBundle(last)))).toMatchObject({
      problem: 'entry_missing',
      index: 9_993,
    })
  })

  it('names a bundle and a tile that are gone', async () => {
    const files = ledger.copy()
    files.delete('tile/entries/012')
    expect(await refused(files)).toMatchObject({ problem: 'entry_missing', index: 12 * 256, more: [] })
    const without = ledger.copy()
    without.delete('tile/0/012')
    expect(await refused(without)).toMatchObject({ problem: 'tile_missing', tile: 'tile/0/012' })
  })

  it('names the 256 entries among which bytes and leaf hash were replaced together', async () => {
    const file = 'tile/entries/003'
    const { entries } = decodeBundle(ledger.files.get(file)!, TILE_WIDTH)
    const forged = sampleEntry(123_456)
    const tile = Uint8Array.from(ledger.files.get('tile/0/003')!)
    tile.set(leafHash(sha256, forged), 10 * HASH_BYTES)
    const files = ledger
      .copy()
      .set(file, encodeBundle(entries.with(10, forged)))
      .set('tile/0/003', tile)
    expect(await refused(files)).toMatchObject({ problem: 'entry_changed', index: 768, to: 1_023, more: [] })
  })

  it('refuses bytes that are hashed and signed, and are no entry', async () => {
    const other = new ExportedLedger()
    for (let i = 0; i < 300; i++) other.append(i === 280 ? utf8('{"v":1}') : sampleEntry(i))
    await other.write()
    expect(await other.verify()).toMatchObject({ ok: false, problem: 'entry_not_canonical', index: 280 })
  })

  it('refuses a rewritten history that the stolen key signed, from the last cosigned checkpoint on', async () => {
    const stolen = new ExportedLedger()
    Object.assign(stolen, { signer: ledger.signer })
    for (let i = 0; i < SIZE; i++) stolen.append(sampleEntry(i === 4_321 ? 99_999 : i))
    await stolen.write()
    // With another witness's line, or with none, it is not what the policy asks for.
    expect(await ledger.verify(stolen.files)).toMatchObject({ ok: false, problem: 'no_quorum' })
    const bare = stolen.copy().set('checkpoint', utf8(stolen.checkpoint()))
    expect(await ledger.verify(bare)).toMatchObject({ ok: false, problem: 'no_quorum' })
    // Whoever kept a checkpoint needs no witness.
    for (const size of [4_322, SIZE]) {
      const kept = [ledger.checkpoint(size)]
      const verdict = await stolen.verify(stolen.files, { kept })
      expect(verdict).toMatchObject({ ok: false, problem: 'checkpoint_differs' })
    }
    expect((await stolen.verify(stolen.files, { kept: [ledger.checkpoint(4_321)] })).ok).toBe(true)
  }, 20_000)

  it('refuses a ledger that was cut short, and accepts one that has grown', async () => {
    const kept = [ledger.checkpoint()]
    const shorter = new ExportedLedger()
    Object.assign(shorter, { signer: ledger.signer, witness: ledger.witness })
    for (let i = 0; i < 9_000; i++) shorter.append(sampleEntry(i))
    await shorter.write()
    const trust = { policy: ledger.policy }
    expect((await shorter.verify(shorter.files, trust)).ok).toBe(true)
    expect(await shorter.verify(shorter.files, { ...trust, kept })).toMatchObject({
      ok: false,
      problem: 'shorter_than_checkpoint',
      index: 9_000,
    })
    for (let i = 9_000; i < SIZE + 500; i++) shorter.append(sampleEntry(i))
    await shorter.write()
    expect((await shorter.verify(shorter.files, { ...trust, kept })).ok).toBe(true)
  }, 20_000)
})

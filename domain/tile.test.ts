import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBundle, encodeBundle } from './bundle'
import { RootBuilder } from './merkle'
import { parseTilePath, rootFromTiles, type Tile, tileLevels, tilePath, tileRoot, widthsAt } from './tile'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()
const leaf = (i: number) => sha256(Buffer.from(String(i)))

describe('tiles', () => {
  it('have the paths of the specification’s examples', () => {
    expect(tilePath({ level: 1, index: 1_234_067, width: 256 })).toBe('tile/1/x001/x234/067')
    expect(tilePath({ level: 'entries', index: 0, width: 17 })).toBe('tile/entries/000.p/17')
    expect(tilePath({ level: 0, index: 273, width: 112 })).toBe('tile/0/273.p/112')
  })

  it('have one path each, and nothing else is one', () => {
    fc.assert(
      fc.property(
        fc.record({
          level: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant('entries' as const)),
          index: fc.integer({ min: 0, max: 10 ** 12 }),
          width: fc.integer({ min: 1, max: 256 }),
        }),
        (tile) => {
          expect(parseTilePath(tilePath(tile))).toEqual(tile)
        },
      ),
    )
    for (const bad of [
      ...[
        'tile/0/0',
        'tile/0/00',
        'tile/0/000.p/0',
        'tile/0/000.p/256',
        'tile/0/000.p/01',
        'tile/0/x000/001',
      ],
      ...['tile/0/001/002', 'tile/00/000', 'tile/0/../000', 'tile/0/000/', '/tile/0/000', 'tile/entry/000'],
      ...['tile/0/000.p', 'tile/0/000\n', 'tile/0/x001', 'tile/-1/000', ''],
    ])
      expect(parseTilePath(bad)).toBeUndefined()
  })

  it('are as many and as wide as the specification says for 70,000 and 256 entries', () => {
    expect([0, 1, 2].map((level) => widthsAt(70_000, level))).toEqual([
      { full: 273, partial: 112 },
      { full: 1, partial: 17 },
      { full: 0, partial: 1 },
    ])
    expect(tileLevels(70_000)).toBe(3)
    expect([0, 1].map((level) => widthsAt(256, level))).toEqual([
      { full: 1, partial: 0 },
      { full: 0, partial: 1 },
    ])
    expect([tileLevels(0), tileLevels(1), tileLevels(255), tileLevels(256)]).toEqual([0, 1, 1, 2])
  })

  it('give the root of every smaller tree', async () => {
    const size = 66_000
    const leaves = Array.from({ length: size }, (_, i) => leaf(i))
    const rows: Uint8Array[][] = [leaves]
    for (let level = 1; level < tileLevels(size); level++)
      rows.push(
        Array.from({ length: Math.floor(rows[level - 1]!.length / 256) }, (_, i) =>
          tileRoot(sha256, Buffer.concat(rows[level - 1]!.slice(i * 256, (i + 1) * 256))),
        ),
      )
    const read = async ({ level, index, width }: Tile) =>
      Buffer.concat(rows[level as number]!.slice(index * 256, index * 256 + width))
    const builder = new RootBuilder(sha256)
    const sizes = new Set([0, 1, 2, 3, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 65_792, size])
    for (let i = 0; i <= size; i++) {
      if (sizes.has(i)) expect(await rootFromTiles(sha256, read, i)).toEqual(builder.root())
      if (i < size) builder.add(leaves[i]!)
    }
    expect(await rootFromTiles(sha256, async () => undefined, 5)).toBeUndefined()
  })
})

describe('bundles', () => {
  it('give back their entries, and say what is left over or missing', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 }), (entries) => {
        const bundle = encodeBundle(entries)
        expect(decodeBundle(bundle, entries.length)).toEqual({ entries, rest: 0 })
        expect(decodeBundle(bundle, entries.length + 1).entries).toHaveLength(entries.length)
        const longer = Uint8Array.from([...bundle, 0])
        expect(decodeBundle(longer, entries.length)).toEqual({ entries, rest: 1 })
      }),
    )
  })
})

/** What parsers have stumbled over before: bounds of numbers, separators, names, escapes, and what is not UTF-8. */
const TELLING = [
  ...['0', '-1', '1e999', '9007199254740993', '4294967296', '0.1', '-0', 'null', 'true', '[]', '{}', '""'],
  ...['\n', '\n\n', '\u2014 ', ',', '-', '.', '+', '=', '==', '/', '\\', '"', ' ', '\t', '\u0000', '\ufeff'],
  ...['"__proto__":{}', '"constructor":1', '\\ud800', '\\u0000', '"a":1,"a":2', 'A'.repeat(70), '😀'],
].map((text) => Buffer.from(text))
const BROKEN = [
  Buffer.from([0xff]),
  Buffer.from([0xc0, 0x80]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.alloc(16),
]
const PIECES = [...TELLING, ...BROKEN]

/** One to four changes: a bit, a byte, a cut, a copy, a swap, or one of the pieces above. */
export function mutate(sample: Uint8Array, others: readonly Uint8Array[], random: () => number): Buffer {
  let bytes = Buffer.from(sample)
  const below = (n: number) => Math.floor(random() * n)
  const place = () => below(bytes.length + 1)
  const replace = (from: number, to: number, piece: Uint8Array) => {
    bytes = Buffer.concat([bytes.subarray(0, from), piece, bytes.subarray(Math.max(from, to))])
  }
  for (let changes = 1 + below(4); changes > 0; changes--) {
    const at = place()
    const length = below(1 + Math.min(40, bytes.length - at))
    switch (below(8)) {
      case 0:
        if (at < bytes.length) bytes[at]! ^= 1 << below(8)
        break
      case 1:
        if (at < bytes.length) bytes[at] = below(256)
        break
      case 2:
        replace(at, at + length, Buffer.alloc(0))
        break
      case 3:
        bytes = bytes.subarray(0, at)
        break
      case 4:
        replace(at, at, bytes.subarray(at, at + length))
        break
      case 5:
        replace(at, at + (random() < 0.5 ? 0 : length), PIECES[below(PIECES.length)]!)
        break
      case 6: {
        const other = others[below(others.length)]!
        const from = below(other.length + 1)
        replace(at, at + length, other.subarray(from, from + below(60)))
        break
      }
      default:
        replace(at, at, Buffer.from(Array.from({ length: below(24) }, () => below(256))))
    }
  }
  return bytes
}

/** Inputs that are nobody's mutation. */
export function hostileInputs(random: () => number): Buffer[] {
  const noise = Array.from({ length: 60 }, () =>
    Buffer.from(Array.from({ length: Math.floor(random() * 400) }, () => Math.floor(random() * 256))),
  )
  const deep = [Buffer.from('['.repeat(50_000)), Buffer.from(`${'['.repeat(20_000)}${']'.repeat(20_000)}`)]
  const objects = Buffer.from(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`)
  return [Buffer.alloc(0), ...PIECES, ...deep, objects, Buffer.alloc(100_000, 0x41), ...noise]
}

import { hashWord } from './hash'

/**
 * A set of words with one byte of data each, kept as fingerprints so that the file holds figures and no words:
 * an open-addressed table of 2^k cells, 24 bits of hash and 8 bits of data in each. A word that is not in the set
 * is taken for one that is about once in five million look-ups.
 */
export class WordTable {
  readonly #cells: Uint32Array
  readonly #mask: number
  /** Whole hashes and data: what `pack` writes. */
  readonly #entries: readonly (readonly [hash: number, data: number])[]

  /** At least half of the cells stay empty. */
  private constructor(entries: readonly (readonly [hash: number, data: number])[]) {
    let size = 16
    while (size < entries.length * 2) size *= 2
    this.#cells = new Uint32Array(size)
    this.#mask = size - 1
    this.#entries = entries
    for (const [hash, data] of entries) this.#insert(hash, data)
  }

  /** @param words data from 1 to 255. */
  static build(words: Iterable<readonly [string, number]>): WordTable {
    const entries = new Map<number, number>()
    for (const [word, data] of words) entries.set(hashWord(word), Math.max(1, Math.min(255, data)))
    return new WordTable([...entries])
  }

  /** Reads what `pack` wrote. */
  static unpack(base64: string): WordTable {
    const bytes = Buffer.from(base64, 'base64')
    const entries: [number, number][] = []
    for (let at = 0, hash = 0; at < bytes.length; ) {
      let step = 0
      // Multiplied and not shifted: a step may need all 32 bits.
      for (let unit = 1; ; unit *= 128) {
        const byte = bytes[at++]
        if (byte === undefined) throw new RangeError('a word table is cut off')
        step += (byte & 127) * unit
        if (byte < 128) break
      }
      hash += step
      const data = bytes[at++]
      if (data === undefined || hash > 0xffffffff) throw new RangeError('a word table is cut off')
      entries.push([hash, data])
    }
    return new WordTable(entries)
  }

  /**
   * Base64 of the words alone, without the empty cells: in ascending order the step from one hash to the next, seven
   * bits a byte and the lowest first, and the data byte.
   */
  pack(): string {
    const bytes: number[] = []
    let last = 0
    for (const [hash, data] of this.#entries.toSorted((a, b) => a[0] - b[0])) {
      let step = hash - last
      for (; step >= 128; step = Math.floor(step / 128)) bytes.push(128 + (step % 128))
      bytes.push(step, data)
      last = hash
    }
    return Buffer.from(bytes).toString('base64')
  }

  /** The word's data, or 0 when it is not in the set. */
  get(word: string): number {
    const hash = hashWord(word)
    const key = hash >>> 8
    // The low bits choose the cell, the high 24 are compared: they overlap as little as 32 bits allow.
    for (let at = hash & this.#mask, steps = 0; steps <= this.#mask; at = (at + 1) & this.#mask, steps++) {
      const cell = this.#cells[at]!
      if (cell === 0) return 0
      if (cell >>> 8 === key) return cell & 255
    }
    return 0
  }

  #insert(hash: number, data: number): void {
    const key = hash >>> 8
    let at = hash & this.#mask
    while (this.#cells[at] !== 0 && this.#cells[at]! >>> 8 !== key) at = (at + 1) & this.#mask
    this.#cells[at] = ((key << 8) | data) >>> 0
  }
}

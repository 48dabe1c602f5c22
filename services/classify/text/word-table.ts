import { hashWord } from './hash'

/**
 * A set of words with one byte of data each, kept as fingerprints so that the file holds figures and no words:
 * an open-addressed table of 2^k cells, 24 bits of hash and 8 bits of data in each. A word that is not in the set
 * is taken for one that is about once in five million look-ups.
 */
export class WordTable {
  readonly #cells: Uint32Array
  readonly #mask: number

  constructor(cells: Uint32Array) {
    if (cells.length === 0 || (cells.length & (cells.length - 1)) !== 0)
      throw new RangeError('a word table has 2^k cells')
    this.#cells = cells
    this.#mask = cells.length - 1
  }

  /** @param base64 little-endian cells. */
  static decode(base64: string): WordTable {
    const bytes = Buffer.from(base64, 'base64')
    const cells = new Uint32Array(bytes.length / 4)
    for (let i = 0; i < cells.length; i++) cells[i] = bytes.readUInt32LE(4 * i)
    return new WordTable(cells)
  }

  /** At least half of the cells stay empty. @param words data from 1 to 255. */
  static build(words: Iterable<readonly [string, number]>): WordTable {
    const list = [...words]
    let size = 16
    while (size < list.length * 2) size *= 2
    const table = new WordTable(new Uint32Array(size))
    for (const [word, data] of list) table.#insert(word, data)
    return table
  }

  /** Base64 of the cells, little-endian. */
  encode(): string {
    const bytes = Buffer.alloc(this.#cells.length * 4)
    this.#cells.forEach((cell, i) => {
      bytes.writeUInt32LE(cell, 4 * i)
    })
    return bytes.toString('base64')
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

  #insert(word: string, data: number): void {
    const hash = hashWord(word)
    const key = hash >>> 8
    let at = hash & this.#mask
    while (this.#cells[at] !== 0 && this.#cells[at]! >>> 8 !== key) at = (at + 1) & this.#mask
    this.#cells[at] = ((key << 8) | Math.max(1, Math.min(255, data))) >>> 0
  }
}

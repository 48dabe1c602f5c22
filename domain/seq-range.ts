/**
 * Sets of message positions as text, such as `0-4,7`: sorted, merged, no spaces. Exactly one text stands for
 * each set, so that two parties that name the same messages sign the same bytes. An entry that lists 5,000
 * messages stays a few bytes long.
 */
export const MAX_SEQ = 0xffffffff

export function formatSeqs(seqs: Iterable<number>): string {
  const sorted = [...new Set(seqs)].sort((a, b) => a - b)
  const parts: string[] = []
  for (let i = 0; i < sorted.length; ) {
    let j = i
    while (j + 1 < sorted.length && sorted[j + 1] === sorted[j]! + 1) j++
    parts.push(i === j ? `${sorted[i]}` : `${sorted[i]}-${sorted[j]}`)
    i = j + 1
  }
  return parts.join(',')
}

/**
 * @param limit the most positions that the text may name; guards against `0-4294967295`.
 * @throws RangeError unless the text is the canonical form of a non-empty set.
 */
export function parseSeqs(text: string, limit = 5_000): number[] {
  const seqs: number[] = []
  for (const part of text.split(',')) {
    const match = /^(0|[1-9]\d{0,9})(?:-([1-9]\d{0,9}))?$/.exec(part)
    if (!match) throw new RangeError('not a list of positions')
    const from = Number(match[1])
    const to = match[2] === undefined ? from : Number(match[2])
    if (to > MAX_SEQ || to < from || to - from >= limit) throw new RangeError('position range out of bounds')
    for (let seq = from; seq <= to; seq++) seqs.push(seq)
    if (seqs.length > limit) throw new RangeError('too many positions')
  }
  if (formatSeqs(seqs) !== text) throw new RangeError('position list is not canonical')
  return seqs
}

import type { Random } from './random'

/**
 * Fills a text of a script: `{one|two}` is one of its alternatives, `{name}` a slot. Alternatives may hold slots and
 * further alternatives.
 * @throws RangeError when a brace has no partner or a slot is not known.
 */
export function expand(text: string, random: Random, slot: (name: string) => string): string {
  const { out, at } = sequence(text, 0, random, slot)
  if (at !== text.length) throw new RangeError(`a brace without a partner: ${text}`)
  return out
}

/** Reads up to the end or an unmatched `|` or `}`. */
function sequence(
  text: string,
  from: number,
  random: Random,
  slot: (name: string) => string,
): { out: string; at: number } {
  let out = ''
  let at = from
  while (at < text.length && text[at] !== '|' && text[at] !== '}') {
    if (text[at] !== '{') {
      out += text[at++]
      continue
    }
    const alternatives: string[] = []
    do {
      const read = sequence(text, at + 1, random, slot)
      alternatives.push(read.out)
      at = read.at
    } while (text[at] === '|')
    if (text[at] !== '}') throw new RangeError(`a brace without a partner: ${text}`)
    at++
    out += alternatives.length === 1 ? slot(alternatives[0]!) : random.pick(alternatives)
  }
  return { out, at }
}

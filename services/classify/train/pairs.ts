import { AgeBand } from '#domain/signal'

/** One line of a pair: `both` stands in the risky and in the ordinary member. */
export type PairLine = { in: 'both' | 'risky' | 'ordinary'; author: string; acts: string[]; text: string }
export type Pair = {
  scenario: string
  kind: string
  /** Who speaks, in a few words. */
  voice: string
  ages: Record<string, AgeBand>
  lines: PairLine[]
}

const IN = { ' ': 'both', '+': 'risky', '-': 'ordinary' } as const
const LINE = /^([ +-]) ([A-F])(?: ([a-z,]+))?: (.+)$/

/**
 * Reads minimal pairs, each written once, so that what differs is seen: a header
 * `@ scenario | kind | voices | A adult, B 13_15`, then lines `(space|+|-) AUTHOR acts: text` that stand in both
 * members, in the risky or in the ordinary one. Lines beginning with `#` and empty ones are skipped.
 *
 * @throws SyntaxError that names the line.
 */
export function parsePairs(text: string, file: string): Pair[] {
  const pairs: Pair[] = []
  text.split('\n').forEach((line, at) => {
    const fail = (what: string) => new SyntaxError(`${file}:${at + 1}: ${what}`)
    if (line.trim() === '' || line.startsWith('#')) return
    if (line.startsWith('@')) {
      const fields = line.slice(1).split('|')
      if (fields.length !== 4) throw fail('a header has four fields: scenario, kind, voices, ages')
      const [scenario, kind, voice, ages] = fields.map((field) => field.trim()) as [
        string,
        string,
        string,
        string,
      ]
      pairs.push({ scenario, kind, voice, ages: readAges(ages, fail), lines: [] })
      return
    }
    const [, mark, author, acts, said] = LINE.exec(line) ?? []
    const pair = pairs.at(-1)
    if (!mark || !author || !said) throw fail('neither a header nor a line of a conversation')
    if (!pair) throw fail('a line before the first header')
    pair.lines.push({ in: IN[mark as keyof typeof IN], author, acts: acts?.split(',') ?? [], text: said })
  })
  return pairs
}

/** The lines of one member of the pair, in order. */
export function memberOf(pair: Pair, member: 'risky' | 'ordinary'): PairLine[] {
  return pair.lines.filter((line) => line.in === 'both' || line.in === member)
}

function readAges(text: string, fail: (what: string) => Error): Record<string, AgeBand> {
  const ages: Record<string, AgeBand> = {}
  for (const part of text.split(',').map((part) => part.trim())) {
    if (part === '') continue
    const [author, band] = part.split(' ')
    const known = AgeBand.safeParse(band)
    if (!author || !known.success) throw fail('an age is an author and a band')
    ages[author] = known.data
  }
  return ages
}

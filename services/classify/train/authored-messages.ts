import { readdirSync, readFileSync } from 'node:fs'
import { seededRandom } from '#lib/seeded-random'
import { CATEGORIES } from '../linear/category-model'
import type { Row } from './corpora'
import { inSuite } from './functional-suite'

/** At most so many sentences are made of one template. */
const VARIANTS = 12
const TRIES = 40
type File = readonly [name: string, label: 0 | 1]
/** Sets have generators of their own, so that a further one leaves the others as they are. */
const SETS: readonly { source: string; seed: number; files: readonly File[] }[] = [
  {
    source: 'authored_v2',
    seed: 4,
    files: [
      ['abusive', 1],
      ['ordinary', 0],
    ],
  },
  {
    source: 'authored_v3',
    seed: 5,
    files: [
      ['menaces', 1],
      ['mentions', 0],
    ],
  },
  {
    source: 'authored_v4',
    seed: 6,
    files: [
      ['threats', 1],
      ['plain-talk', 0],
    ],
  },
]

/**
 * Messages written for this project in registers that the corpora lack: players, bots' users, threats and what only
 * sounds like one, quotation, speech against abuse. A template is a line with `{one|another|}` to choose from and
 * `{slot}` to fill from `slots.txt`; all that is made of one template falls into one fold. No sentence of the
 * functional suite comes out of it.
 */
export function readAuthoredMessages(): Row[] {
  const slots = new Map<string, string>()
  for (const line of lines('slots')) {
    const [name, words] = line.split(' = ')
    slots.set(name!, `{${words}}`)
  }
  const frozen = inSuite()
  const rows: Row[] = []
  for (const { source, seed, files } of SETS) rows.push(...readSet(source, seed, files, slots, frozen))
  return [...rows, ...readMessagePairs(frozen)]
}

/**
 * Pairs of a message that harasses and one of the same words or shape that does not, each written by itself:
 * `pairs/*.txt`, `# category` above its lines. Both of a pair fall into one fold.
 *
 * @throws Error with file and line where a line is no pair.
 */
function readMessagePairs(frozen: (text: string) => boolean): Row[] {
  const rows: Row[] = []
  const directory = new URL('messages/pairs/', import.meta.url)
  for (const file of readdirSync(directory).sort()) {
    const name = file.replace(/\.txt$/, '')
    let category = ''
    readFileSync(new URL(file, directory), 'utf8')
      .split('\n')
      .forEach((line, at) => {
        if (line.startsWith('# ')) category = line.slice(2)
        if (line === '' || line.startsWith('# ')) return
        const pair = line.split(' ||| ')
        if (pair.length !== 2) throw new Error(`${file}:${at + 1}: no pair`)
        if (!CATEGORIES.some((one) => one === category))
          throw new Error(`${file}:${at + 1}: stands under no category`)
        pair.forEach((text, member) => {
          if (frozen(text)) return
          rows.push({
            id: `authored_pairs:${name}.${at}.${member}`,
            source: 'authored_pairs',
            label: member === 0 ? 1 : 0,
            category: member === 0 ? category : `no_${category}`,
            text,
            template: `${name}.${at}`,
          })
        })
      })
  }
  return rows
}

function readSet(
  source: string,
  seed: number,
  files: readonly File[],
  slots: ReadonlyMap<string, string>,
  frozen: (text: string) => boolean,
): Row[] {
  const random = seededRandom(seed)
  const rows: Row[] = []
  for (const [file, label] of files) {
    let category = ''
    let template = 0
    for (const line of lines(file)) {
      if (line.startsWith('# ')) {
        category = line.slice(2)
        continue
      }
      template++
      const made = new Set<string>()
      for (let i = 0; i < TRIES && made.size < VARIANTS; i++) {
        const text = tidy(expand(line, slots, random))
        if (!frozen(text)) made.add(text)
      }
      let n = 0
      for (const text of made)
        rows.push({
          id: `${source}:${file}.${template}.${n++}`,
          source,
          label,
          category,
          text,
          template: `${file}.${template}`,
        })
    }
  }
  return rows
}

function lines(file: string): string[] {
  const text = readFileSync(new URL(`messages/${file}.txt`, import.meta.url), 'utf8')
  return text.split('\n').filter((line) => line !== '')
}

/** Innermost braces first, so that a choice may hold slots and further choices. */
function expand(template: string, slots: ReadonlyMap<string, string>, random: () => number): string {
  let text = template
  for (let depth = 0; depth < 200; depth++) {
    const match = /\{([^{}]*)\}/.exec(text)
    if (!match) return text
    const inner = match[1]!
    const slot = slots.get(inner)
    const choices = inner.split('|')
    const chosen = slot ?? choices[Math.floor(random() * choices.length)]!
    text = text.slice(0, match.index) + chosen + text.slice(match.index + match[0].length)
  }
  throw new Error('a template does not end')
}

function tidy(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/ ([,!?.:])/g, '$1')
    .trim()
}

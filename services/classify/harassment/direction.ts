import type { ClassifierContext } from '#domain/signal'

type Said = { id: string; author: string; text: string }

/** A reply comes within so many messages; further back nobody is meant by it. */
const REPLY_REACH = 6

/**
 * Whom each message is said to: the only other person, else the one whose name it mentions, else the last other
 * author before it; but who follows an attack on somebody else joins in it, and does not answer the attacker. Where
 * nobody can be named the answer is undefined.
 */
export function directionsOf(
  messages: readonly Said[],
  context: ClassifierContext,
  attacks: (at: number) => boolean = () => false,
): (id: string) => string | undefined {
  const authors = [...new Set(messages.map(({ author }) => author))]
  const names = new Map(authors.map((author) => [author.toLowerCase(), author]))
  const targets = new Map<string, string>()
  const direct = context.kind === 'direct' || (context.kind === undefined && authors.length === 2)
  messages.forEach(({ id, author, text }, at) => {
    const other =
      direct && authors.length === 2 ? authors.find((candidate) => candidate !== author) : undefined
    const target = other ?? mentioned(text, names, author) ?? answered(at)
    if (target !== undefined) targets.set(id, target)
  })
  return (id) => targets.get(id)

  function answered(at: number): string | undefined {
    const { author } = messages[at]!
    for (let before = at - 1; before >= 0 && before >= at - REPLY_REACH; before--) {
      const said = messages[before]!
      if (said.author === author) continue
      const attacked = attacks(before) ? targets.get(said.id) : undefined
      return attacked !== undefined && attacked !== author ? attacked : said.author
    }
    return undefined
  }
}

const WORD = /[\p{L}\p{N}_.-]{1,40}/gu
const SHORTEST_NAME = 2

/** With an at sign, or by the bare name as a word of its own. */
function mentioned(text: string, names: ReadonlyMap<string, string>, author: string): string | undefined {
  let bare: string | undefined
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const target = names.get(word.toLowerCase())
    if (target === undefined || target === author) continue
    if (text[index - 1] === '@') return target
    if (word.length >= SHORTEST_NAME) bare ??= target
  }
  return bare
}

import type { ClassifierContext } from '#domain/signal'

type Said = { id: string; author: string; text: string }

/** A reply comes within so many messages; further back nobody is meant by it. */
const REPLY_REACH = 6

/**
 * Whom each message is said to: the only other person, else the one whose name it mentions, else the last other
 * author before it. Where nobody can be named the answer is undefined.
 */
export function directionsOf(
  messages: readonly Said[],
  context: ClassifierContext,
): (id: string) => string | undefined {
  const authors = [...new Set(messages.map(({ author }) => author))]
  const names = new Map(authors.map((author) => [author.toLowerCase(), author]))
  const targets = new Map<string, string>()
  const direct = context.kind === 'direct' || (context.kind === undefined && authors.length === 2)
  messages.forEach(({ id, author, text }, at) => {
    const other =
      direct && authors.length === 2 ? authors.find((candidate) => candidate !== author) : undefined
    const target = other ?? mentioned(text, names, author) ?? answered(messages, at)
    if (target !== undefined) targets.set(id, target)
  })
  return (id) => targets.get(id)
}

const MENTION = /@([\p{L}\p{N}_.-]{1,40})/gu

function mentioned(text: string, names: ReadonlyMap<string, string>, author: string): string | undefined {
  if (!text.includes('@')) return undefined
  for (const [, name] of text.matchAll(MENTION)) {
    const target = names.get(name!.toLowerCase())
    if (target !== undefined && target !== author) return target
  }
  return undefined
}

function answered(messages: readonly Said[], at: number): string | undefined {
  for (let before = at - 1; before >= 0 && before >= at - REPLY_REACH; before--)
    if (messages[before]!.author !== messages[at]!.author) return messages[before]!.author
  return undefined
}

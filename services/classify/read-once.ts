import type { ClassifierConversation } from '#domain/signal'
import { type Readability, readability } from './language/conversation'
import type { Words } from './text/repair'
import type { Token } from './text/token'
import { tokenise } from './text/tokenise'

type Once = { words: Words; tokens: Token[][]; readability?: Readability }

/**
 * What every classifier needs of a conversation is read once for all of them. It lives as long as the conversation
 * that it was read from, and is nowhere once that is gone. Conversations are not changed after they were made.
 */
const read = new WeakMap<ClassifierConversation, Once>()

function once(conversation: ClassifierConversation, words: Words): Once {
  const known = read.get(conversation)
  if (known?.words === words) return known
  const fresh: Once = { words, tokens: conversation.messages.map(({ text }) => tokenise(text, words)) }
  read.set(conversation, fresh)
  return fresh
}

/** The tokens of each message. */
export function tokensOf(conversation: ClassifierConversation, words: Words): Token[][] {
  return once(conversation, words).tokens
}

/** Which messages are in a language that was not trained, and whether that matters. */
export function readabilityOf(conversation: ClassifierConversation, words: Words): Readability {
  const own = once(conversation, words)
  own.readability ??= readability(
    conversation.messages.map(({ author, text }, i) => ({ author, text, tokens: own.tokens[i]! })),
    words,
  )
  return own.readability
}

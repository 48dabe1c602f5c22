import { judge } from '../language'
import type { Words } from '../text/repair'
import type { Token } from '../text/token'
import { foreignFromUpTo, weigh } from './evidence'
import { type Glance, Vocabulary } from './vocabulary'

export type WrittenMessage = { author: string; text: string; tokens: readonly Token[] }
export type Readability = {
  /** For each message whether it is in a language that was not trained. */
  foreign: boolean[]
  /** True when so much could not be read that a low score would say nothing of the conversation. */
  unreadable: boolean
}

/** The share of the words that may be foreign. One message in five, where they are equally long. */
const FOREIGN_SHARE = 0.2
/** The share of an author's words, by their number and not as different ones, that must be unread besides. */
const OWN_SHARE = 1 / 3
/** An author who says fewer different words, all told, is not held to have said them in another language. */
const FEW_WORDS = 3

/** What one author or all of them said. */
type Said = { messages: WrittenMessage[]; words: number; read: number; unread: number; most: number }

/**
 * Which messages could be read, and whether what could not matters: the conversation taken together is foreign; a
 * fifth of it is; or all that one author says, taken together, is, however little beside the others.
 */
export function readability(messages: readonly WrittenMessage[], words: Words): Readability {
  const vocabulary = new Vocabulary(words)
  const all = nothingSaid()
  const byAuthor = new Map<string, Said>()
  let read = 0
  let unread = 0
  const foreign = messages.map((message) => {
    const glance = vocabulary.glance(message.text, message.tokens)
    add(all, message, glance)
    const own = byAuthor.get(message.author)
    if (own) add(own, message, glance)
    else {
      const first = nothingSaid()
      byAuthor.set(message.author, first)
      add(first, message, glance)
    }
    if (glance.most >= foreignFromUpTo(glance.words)) {
      const evidence = weigh(vocabulary.wordsOf(message.text, message.tokens), vocabulary)
      if (judge(evidence) === 'foreign') {
        unread += Math.max(FEW_WORDS, evidence.words + evidence.otherScript)
        return true
      }
    }
    read += readOf(glance)
    return false
  })
  const unreadable =
    (unread > 0 && unread >= FOREIGN_SHARE * (read + unread)) ||
    isForeign(all, vocabulary) ||
    (byAuthor.size > 1 && [...byAuthor.values()].some((said) => isForeign(said, vocabulary)))
  return { foreign, unreadable }
}

function nothingSaid(): Said {
  return { messages: [], words: 0, read: 0, unread: 0, most: 0 }
}

function add(to: Said, message: WrittenMessage, glance: Glance): void {
  to.messages.push(message)
  to.words += glance.words
  to.read += readOf(glance)
  // "no" and "hola" by themselves say nothing of what else was said.
  const saysNothing = glance.words === 1 && glance.unknown === 0
  if (!isRead(glance) && !saysNothing) to.unread += glance.others
  to.most += glance.most
}

/**
 * By different words, so that no loan or slang word makes an author foreign however often it is said, and by all that
 * was said, so that one line is not all of an author who says "ok" and "yes" besides.
 */
function isForeign({ messages, words, read, unread, most }: Said, vocabulary: Vocabulary): boolean {
  if (most < foreignFromUpTo(words)) return false
  const said = messages.map(({ text, tokens }) => vocabulary.wordsOf(text, tokens))
  const different = weigh(vocabulary.together(said), vocabulary)
  if (different.words + different.otherScript < FEW_WORDS || judge(different) !== 'foreign') return false
  return unread >= OWN_SHARE * (read + unread) && judge(weigh(said.flat(), vocabulary)) === 'foreign'
}

/** The words that could be read. A message of one ("ok") is a message all the same. */
function readOf(glance: Glance): number {
  return isRead(glance) ? Math.max(FEW_WORDS, glance.english + glance.others) : glance.english
}

function isRead({ english, others }: Glance): boolean {
  return english > 0 && english >= others
}

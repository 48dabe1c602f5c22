import { readFileSync } from 'node:fs'
import { AgeBand, type ClassifierConversation } from '#domain/signal'

/** An invented conversation. Scenarios come in minimal pairs: same opening, different behaviour. */
export type AuthoredConversation = { scenario: string; risky: boolean; conversation: ClassifierConversation }

/**
 * Reads `conversations/train.txt`, `dev.txt` or `test.txt`. Form:
 *
 *   == scenario | risky or ordinary | A=adult B=13_15
 *   A first line of A
 */
export function readConversations(name: 'train' | 'dev' | 'test'): AuthoredConversation[] {
  const text = readFileSync(new URL(`./conversations/${name}.txt`, import.meta.url), 'utf8')
  return parseConversations(text)
}

/** @throws Error naming the line that is malformed. */
export function parseConversations(text: string): AuthoredConversation[] {
  const out: AuthoredConversation[] = []
  text.split('\n').forEach((line, i) => {
    if (line === '') return
    if (line.startsWith('== ')) {
      const [scenario, label, ages] = line.slice(3).split(' | ')
      if (!scenario || !ages || (label !== 'risky' && label !== 'ordinary'))
        throw new Error(`line ${i + 1}: bad head`)
      const participants = Object.fromEntries(
        ages.split(' ').map((age) => {
          const [author, band] = age.split('=')
          return [author!, { ageBand: AgeBand.parse(band) }]
        }),
      )
      out.push({ scenario, risky: label === 'risky', conversation: { messages: [], participants } })
      return
    }
    const current = out.at(-1)
    if (!current || line[1] !== ' ') throw new Error(`line ${i + 1}: bad message`)
    const { messages } = current.conversation
    const at = Date.UTC(2026, 0, 5, 17) + messages.length * 60_000
    messages.push({ id: String(messages.length), author: line[0]!, text: line.slice(2), at, reported: false })
  })
  return out
}

/** The same conversation when the platform knows no ages. */
export function withoutAges({ scenario, risky, conversation }: AuthoredConversation): AuthoredConversation {
  return { scenario, risky, conversation: { messages: conversation.messages, participants: {} } }
}

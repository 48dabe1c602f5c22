import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { AgeBand, type ClassifierConversation } from '#domain/signal'
import { ACTS, type Act } from '../grooming/acts'

/**
 * Invented conversations in minimal pairs: the same opening and topic, differing in who asks what of whom. `train`
 * is learned from, `dev` is for choosing, `test` is only measured (its SHA-256 was committed before any tuning).
 */
export type AuthoredConversation = {
  id: string
  scenario: string
  /** Which set of conversations, written in one go, it belongs to. */
  voice: string
  kind: string
  risky: boolean
  conversation: ClassifierConversation
  /** The acts of each message, where they were marked by hand. */
  acts?: Act[][]
}
export type LabelledMessage = { acts: Act[]; text: string }

/** Short names used in the files. */
const SHORT: Record<string, Act> = {
  age: 'age_probing',
  flat: 'trust_flattery',
  risk: 'risk_assessment',
  sec: 'isolation_secrecy',
  move: 'moving_platform',
  gift: 'gifts_money',
  pic: 'image_request',
  meet: 'meeting',
  press: 'pressure',
}

const Line = z.strictObject({
  id: z.string(),
  scenario: z.string(),
  voice: z.string(),
  kind: z.string(),
  label: z.enum(['risky', 'ordinary']),
  actor: z.string().optional(),
  participants: z.record(z.string(), z.strictObject({ ageBand: AgeBand })),
  messages: z.array(
    z.strictObject({ author: z.string(), text: z.string(), acts: z.array(z.string()).optional() }),
  ),
})

export function conversationsFile(name: 'train' | 'dev' | 'test' | 'acts'): URL {
  return new URL(`./conversations/${name}.jsonl`, import.meta.url)
}

/** @throws ZodError on a line of another form. */
export function readConversations(name: 'train' | 'dev' | 'test'): AuthoredConversation[] {
  return readLines(conversationsFile(name)).map((line) => {
    const { id, scenario, voice, kind, label, participants, messages } = Line.parse(line)
    const marked = messages.some((message) => message.acts !== undefined)
    return {
      id,
      scenario,
      voice,
      kind,
      risky: label === 'risky',
      conversation: {
        messages: messages.map(({ author, text }, i) => ({
          id: String(i),
          author,
          text,
          at: Date.UTC(2026, 0, 5, 17) + i * 60_000,
          reported: false,
        })),
        participants,
      },
      ...(marked ? { acts: messages.map((message) => (message.acts ?? []).map(toAct)) } : {}),
    }
  })
}

/** Single messages, each marked with the act that it performs, or with none. */
export function readLabelledMessages(): LabelledMessage[] {
  const Message = z.strictObject({ acts: z.array(z.string()), text: z.string() })
  return readLines(conversationsFile('acts')).map((line) => {
    const { acts, text } = Message.parse(line)
    return { acts: acts.map(toAct), text }
  })
}

function readLines(file: URL): unknown[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown)
}

function toAct(name: string): Act {
  const act = SHORT[name] ?? ACTS.find((known) => known === name)
  if (!act) throw new RangeError('an act that is not known')
  return act
}

/** The same conversation when the platform knows no ages. */
export function withoutAges(original: AuthoredConversation): AuthoredConversation {
  return { ...original, conversation: { ...original.conversation, participants: {} } }
}

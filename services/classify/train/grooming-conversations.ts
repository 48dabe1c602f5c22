import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { AgeBand, type ClassifierConversation, type ClassifierMessage } from '#domain/signal'
import { ACTS, type Act } from '../grooming/acts'
import { memberOf, type Pair, parsePairs } from './pairs'

/**
 * Invented conversations, nearly all in minimal pairs: the same opening and topic, differing in who asks what of whom.
 * `learned` is learned from, `measured` is only measured: its SHA-256 were committed before any weights saw a score of
 * it. A file is a set, written in one go; no scenario of a measured set stands in a learned one.
 */
export type AuthoredConversation = {
  id: string
  scenario: string
  set: string
  kind: string
  /** The one who behaves so is always A. */
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

export function conversationsFile(path: string): URL {
  return new URL(`./conversations/${path}`, import.meta.url)
}

/** The names of the files of a folder, in order. */
export function setFiles(folder: 'learned' | 'measured'): string[] {
  return readdirSync(conversationsFile(folder))
    .filter((file) => /\.(jsonl|pairs)$/.test(file))
    .sort()
}

/** @throws Error when the measured files are not exactly those of SHA256SUMS. */
export function assertFrozen(): void {
  const sums = setFiles('measured').map((file) => {
    const bytes = readFileSync(conversationsFile(`measured/${file}`))
    return `${createHash('sha256').update(bytes).digest('hex')}  ${file}`
  })
  const frozen = readFileSync(conversationsFile('measured/SHA256SUMS'), 'utf8').trim().split('\n')
  if (sums.toSorted().join() !== frozen.toSorted().join())
    throw new Error('the measured conversations are not the frozen ones')
}

/** @throws ZodError or SyntaxError on a line of another form. */
export function readConversations(folder: 'learned' | 'measured'): AuthoredConversation[] {
  return setFiles(folder).flatMap((file) => {
    const [set, kind] = file.split('.') as [string, string]
    if (kind === 'jsonl')
      return readLines(conversationsFile(`${folder}/${file}`)).map((line) => fromLine(line, set))
    const text = readFileSync(conversationsFile(`${folder}/${file}`), 'utf8')
    return parsePairs(text, file).flatMap((pair) => [
      fromPair(pair, 'risky', set),
      fromPair(pair, 'ordinary', set),
    ])
  })
}

function fromLine(value: unknown, set: string): AuthoredConversation {
  const { id, scenario, kind, label, participants, messages } = Line.parse(value)
  const marked = messages.some((message) => message.acts !== undefined)
  return {
    id,
    scenario,
    set,
    kind,
    risky: label === 'risky',
    conversation: { messages: messages.map(toMessage), participants },
    ...(marked ? { acts: messages.map((message) => (message.acts ?? []).map(toAct)) } : {}),
  }
}

function fromPair(pair: Pair, member: 'risky' | 'ordinary', set: string): AuthoredConversation {
  const lines = memberOf(pair, member)
  const authors = new Set([...Object.keys(pair.ages), ...lines.map(({ author }) => author)])
  return {
    id: `${set}/${pair.scenario}/${member}`,
    scenario: `${set}/${pair.scenario}`,
    set,
    kind: pair.kind,
    risky: member === 'risky',
    conversation: {
      messages: lines.map(toMessage),
      participants: Object.fromEntries(
        [...authors].map((author) => [author, { ageBand: pair.ages[author] ?? 'unknown' }]),
      ),
    },
    acts: lines.map(({ acts }) => acts.map(toAct)),
  }
}

function toMessage({ author, text }: { author: string; text: string }, i: number): ClassifierMessage {
  return { id: String(i), author, text, at: Date.UTC(2026, 0, 5, 17) + i * 60_000, reported: false }
}

/** Single messages, each marked with the act that it performs, or with none. */
export function readLabelledMessages(): LabelledMessage[] {
  const Message = z.strictObject({ acts: z.array(z.string()), text: z.string() })
  return readLines(conversationsFile('acts.jsonl')).map((line) => {
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

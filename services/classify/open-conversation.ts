import { mergeOrder } from '#domain/conversation'
import type { MessageBody, ReleasedKey } from '#domain/envelope'
import type { AgeBand, ClassifierConversation, ClassifierMessage, Signal } from '#domain/signal'
import { openMessage } from '#lib/envelope-node'
import type { ReportToScore, StoredMessage } from './data'

export class OpeningError extends Error {
  readonly code: 'key_missing' | 'envelope_refused' | 'body_unreadable'
  constructor(code: OpeningError['code']) {
    super(code)
    this.name = 'OpeningError'
    this.code = code
  }
}

type OpenedMessage = { dek: string; seq: number; sentAt: number; id: string } & Omit<
  ClassifierMessage,
  'at' | 'id'
>
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Joins a message id to the number of an earlier version; ids of platforms have no control characters. */
const VERSION_MARK = '\u0000'

/**
 * Opens one report's messages with released keys. Every buffer that held a key or plaintext is zeroed before this
 * returns; the strings live until the classifiers are done with them.
 *
 * @throws OpeningError when any message cannot be opened: a conversation with a hole is not scored as if whole.
 */
export function openConversation(
  report: ReportToScore,
  messages: readonly StoredMessage[],
  keys: readonly ReleasedKey[],
): ClassifierConversation {
  try {
    const bySeq = new Map<number, ReleasedKey>()
    for (const key of keys) if (Buffer.from(key.dekId).toString('hex') === report.dek) bySeq.set(key.seq, key)
    const opened = messages.flatMap((message) => openOne(report, message, bySeq.get(message.seq)))
    return toConversation(report, opened)
  } finally {
    for (const key of keys) key.okm.fill(0)
  }
}

function openOne(
  report: ReportToScore,
  message: StoredMessage,
  key: ReleasedKey | undefined,
): OpenedMessage[] {
  if (!key) throw new OpeningError('key_missing')
  const { region, platform, conversation } = report
  const { messageId, sender, sentAtMs, kind, franking } = message
  let plaintext: Buffer
  try {
    const fields = { region, platform, conversation, messageId, sender, sentAtMs, kind, franking }
    plaintext = openMessage(message.envelope, key.okm, fields)
  } catch {
    throw new OpeningError('envelope_refused')
  }
  let body: MessageBody
  try {
    body = JSON.parse(decoder.decode(plaintext)) as MessageBody
  } catch {
    throw new OpeningError('body_unreadable')
  } finally {
    plaintext.fill(0)
  }
  if (kind === 'system') return []
  const base = {
    dek: report.dek,
    seq: message.seq,
    sentAt: sentAtMs,
    author: sender,
    reported: message.reported,
  }
  // What stood there before an edit was sent as well; it is scored, and its evidence points at the message.
  const versions = (body.versions ?? []).map(({ text }, n) => ({
    ...base,
    id: `${messageId}${VERSION_MARK}${n}`,
    text,
  }))
  return [...versions, { ...base, id: messageId, text: body.text ?? '' }]
}

/** Merged order, as the reader shows it. Authors get neutral names: nothing names a person. */
function toConversation(report: ReportToScore, opened: OpenedMessage[]): ClassifierConversation {
  const names = authorNames(report, opened)
  const participants: ClassifierConversation['participants'] = Object.fromEntries(
    [...names].map(([id, name]) => [name, { ageBand: ageOf(report, id) }]),
  )
  const messages = mergeOrder(opened).map(({ id, author, text, sentAt, reported }) => ({
    id,
    author: names.get(author)!,
    text,
    at: sentAt,
    reported,
  }))
  return { messages, participants }
}

function ageOf(report: ReportToScore, id: string): AgeBand {
  if (id === report.reporterId) return report.reporterAge
  return id === report.subjectId ? report.subjectAge : 'unknown'
}

function authorNames(report: ReportToScore, opened: readonly { author: string }[]): Map<string, string> {
  const names = new Map<string, string>()
  for (const id of [report.reporterId, report.subjectId, ...opened.map((message) => message.author)])
    if (!names.has(id)) names.set(id, `p${names.size}`)
  return names
}

/**
 * Turns a signal on the neutral conversation back into ids of the platform's. Evidence in an earlier version of a
 * message keeps its weight and loses its offsets, which belong to a text that is not shown.
 */
export function toPlatformIds(
  report: ReportToScore,
  messages: readonly StoredMessage[],
  signal: Signal,
): Signal {
  const names = authorNames(
    report,
    messages.filter(({ kind }) => kind !== 'system').map(({ sender }) => ({ author: sender })),
  )
  const ids = new Map([...names].map(([id, name]) => [name, id]))
  const messageId = (id: string) => id.split(VERSION_MARK)[0]!
  const perMessage = new Map<string, Signal['perMessage'][number]>()
  for (const { id, contribution, spans } of signal.perMessage) {
    const known = perMessage.get(messageId(id))
    const own = id.includes(VERSION_MARK) ? [] : spans
    perMessage.set(messageId(id), {
      id: messageId(id),
      contribution: Math.max(contribution, known?.contribution ?? 0),
      spans: own.length > 0 ? own : (known?.spans ?? []),
    })
  }
  return {
    ...signal,
    perMessage: [...perMessage.values()],
    stages: signal.stages.map(({ stage, author, messageIds }) => ({
      stage,
      author: ids.get(author) ?? author,
      messageIds: [...new Set(messageIds.map(messageId))],
    })),
  }
}

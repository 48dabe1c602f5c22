import type { z } from 'zod'
import type { MessageBody } from './envelope'
import type { FieldProblem } from './errors'
import type { Region } from './region'
import {
  BareMessage,
  CLOCK_SKEW_MS,
  type Franking,
  fitsText,
  MAX_MESSAGES,
  MediaMessage,
  NOTE_ID_PREFIX,
  ReportHead,
  type ReportSource,
  TextMessage,
  UnknownMessage,
} from './report'
import { schemaProblems } from './schema-problems'
import type { AgeBand } from './signal'

/** One message as it will be sealed: what the AAD binds, and the body that is encrypted. */
export type ReportMessage = {
  id: string
  sender: string
  sentAtMs: number
  kind: string
  reported: boolean
  /** The sender's commitment and the platform's tag, as they came. Intake checks them, and seals what it found. */
  franking?: Franking
  body: MessageBody
}

export type Report = {
  externalId: string
  region: Region
  source: ReportSource
  reason: string
  note?: string
  reportedAtMs: number
  reporter: { id: string; ageBand: AgeBand }
  subject: { id: string; ageBand: AgeBand }
  conversation: { id: string; kind: 'direct' | 'group'; messages: ReportMessage[] }
}

export type ReportReading = { ok: true; report: Report } | { ok: false; problems: FieldProblem[] }

/** How many problems one answer lists; a report with more is wrong in the same way throughout. */
export const MAX_PROBLEMS = 100

/**
 * Reads the parsed JSON of a report. Every problem names a JSON Pointer and a rule, and never what was sent.
 * @param nowMs the receiver's clock: dates more than five minutes ahead of it are refused.
 */
export function readReport(value: unknown, nowMs: number): ReportReading {
  if (isSealed(value))
    return refuse({
      path: '/conversation/sealed',
      message: 'conversations sealed by the platform are not supported by this deployment yet',
    })
  const head = ReportHead.safeParse(value)
  const problems = head.success ? [] : schemaProblems(head.error)
  const messages: ReportMessage[] = []
  for (const [index, raw] of rawMessages(value).entries()) {
    if (problems.length >= MAX_PROBLEMS) break
    const path = `/conversation/messages/${index}`
    const read = readMessage(raw, path, nowMs)
    if (Array.isArray(read)) problems.push(...read)
    else messages.push(read)
  }
  if (!head.success) return { ok: false, problems: problems.slice(0, MAX_PROBLEMS) }

  const { conversation, reportedAt, note, ...rest } = head.data
  const reportedAtMs = Date.parse(reportedAt)
  problems.push(...dateProblems(reportedAtMs, '/reportedAt', nowMs))
  if (problems.length === 0) problems.push(...wholeProblems(messages))
  if (problems.length > 0) return { ok: false, problems: problems.slice(0, MAX_PROBLEMS) }
  return {
    ok: true,
    report: {
      ...rest,
      ...(note === undefined ? {} : { note }),
      reportedAtMs,
      conversation: { id: conversation.id, kind: conversation.kind, messages },
    },
  }
}

function refuse(problem: FieldProblem): ReportReading {
  return { ok: false, problems: [problem] }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isSealed(value: unknown): boolean {
  return isObject(value) && isObject(value.conversation) && Object.hasOwn(value.conversation, 'sealed')
}

/** The messages to look at, also when the head is wrong, so that one answer names everything. */
function rawMessages(value: unknown): unknown[] {
  if (!isObject(value) || !isObject(value.conversation)) return []
  const { messages } = value.conversation
  return Array.isArray(messages) && messages.length <= MAX_MESSAGES ? messages : []
}

function readMessage(raw: unknown, path: string, nowMs: number): ReportMessage | FieldProblem[] {
  const kind = isObject(raw) ? (raw.kind ?? 'text') : 'text'
  switch (kind) {
    case 'text':
      return finish(TextMessage.safeParse(raw), path, nowMs, ({ text, versions }) => ({
        text,
        ...(versions ? { versions } : {}),
      }))
    case 'media':
      return finish(MediaMessage.safeParse(raw), path, nowMs, ({ text, mediaType, sizeBytes, sha256 }) => ({
        ...(text === undefined ? {} : { text }),
        media: {
          mediaType,
          ...(sizeBytes === undefined ? {} : { sizeBytes }),
          ...(sha256 === undefined ? {} : { sha256 }),
        },
      }))
    case 'deleted':
    case 'system':
      return finish(BareMessage.safeParse(raw), path, nowMs, ({ text }) =>
        text === undefined ? {} : { text },
      )
    default: {
      const read = finish(UnknownMessage.safeParse(raw), path, nowMs, () => ({ unsupported: raw }))
      return Array.isArray(read) || fitsWhole(raw)
        ? read
        : [{ path, message: 'must be at most 16 KiB of JSON, nested at most 64 deep' }]
    }
  }
}

/** What all four schemas share once parsed. */
type ParsedMessage = Pick<
  z.infer<typeof TextMessage>,
  'id' | 'senderId' | 'sentAt' | 'reported' | 'franking'
> & {
  kind: string
}

function finish<T extends ParsedMessage>(
  parsed: z.ZodSafeParseResult<T>,
  path: string,
  nowMs: number,
  body: (message: T) => MessageBody,
): ReportMessage | FieldProblem[] {
  if (!parsed.success) return schemaProblems(parsed.error, path)
  const { id, senderId, sentAt, kind, reported = false, franking } = parsed.data
  const sentAtMs = Date.parse(sentAt)
  const problems = dateProblems(sentAtMs, `${path}/sentAt`, nowMs)
  if (id.startsWith(NOTE_ID_PREFIX))
    problems.push({ path: `${path}/id`, message: 'must not begin with a prefix reserved for this service' })
  if (problems.length > 0) return problems
  return {
    id,
    sender: senderId,
    sentAtMs,
    kind,
    reported,
    ...(franking === undefined ? {} : { franking }),
    body: body(parsed.data),
  }
}

function dateProblems(ms: number, path: string, nowMs: number): FieldProblem[] {
  // The envelope binds the time as an unsigned number of milliseconds.
  if (!(ms >= 0)) return [{ path, message: 'must not be before 1970' }]
  if (ms > nowMs + CLOCK_SKEW_MS) return [{ path, message: 'must not be in the future' }]
  return []
}

/** Rules over all messages, looked at once each of them is right. */
function wholeProblems(messages: readonly ReportMessage[]): FieldProblem[] {
  const problems: FieldProblem[] = []
  const seen = new Map<string, number>()
  for (const [index, { id }] of messages.entries()) {
    const first = seen.get(id)
    if (first === undefined) seen.set(id, index)
    else
      problems.push({
        path: `/conversation/messages/${index}/id`,
        message: `must be unique within the report; message ${first} has the same id`,
      })
  }
  if (!messages.some((message) => message.reported))
    problems.push({ path: '/conversation/messages', message: 'must mark at least one message as reported' })
  return problems
}

const MAX_DEPTH = 64

/** Small and shallow enough to be kept whole; a nest of a million brackets would end the stack of whoever reads it. */
function fitsWhole(raw: unknown): boolean {
  let layer: unknown[] = [raw]
  for (let depth = 0; layer.length > 0; depth++) {
    if (depth > MAX_DEPTH) return false
    layer = layer.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    )
  }
  return fitsText(JSON.stringify(raw))
}

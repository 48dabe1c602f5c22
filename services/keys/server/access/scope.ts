import type { AccessScope } from '#domain/access-rules'
import { fromRefs, type ListedMessage, toRefs, windowAround } from '#domain/conversation'
import type { KeyRefusal } from '#domain/key-refusal'
import { decodeEntry, type MessageRefs } from '#domain/ledger-entry'
import { decodeManifest } from '#domain/manifest'
import { MAX_MESSAGES } from '#domain/report'
import { parseSeqs } from '#domain/seq-range'
import type { LedgerTx } from '#services/ledger/append'
import { type Refusal, refuse } from '../operation'
import { MAX_REFS_BYTES } from './grants'

/** What a request covers, exactly. */
export type Covered = { messages: MessageRefs; count: number; reports: number }

/** Reports that one request may touch: more could not be listed in one entry. */
const MAX_REPORTS = 1_000
/** Openings that a second reviewer's window is made of. Others have other reasons, and none is a review's window. */
const REVIEWS = ['USER_REPORT_REVIEW', 'SECOND_REVIEW', 'APPEAL_REVIEW', 'QUALITY_SAMPLE']

type ReportRow = { dek: string; manifest: Buffer; conversation: string; destroyed: string | null }
type Listed = ListedMessage & { kind: string; sender: string; conversation: string; gone: boolean }

/**
 * Works out which messages a request is for, from manifests and the ledger. Never more or fewer than asked: what does
 * not fit one entry is refused, so that nobody approves half of an order.
 * @param act whoever erases a person erases the notes that person wrote too; whoever reads by identifier gets none.
 */
export async function coverOf(
  tx: LedgerTx,
  scope: AccessScope,
  act: 'read' | 'erase',
): Promise<Covered | Refusal> {
  if (scope.kind === 'opened') return opened(tx, scope.caseId)
  if (scope.kind === 'identifiers') return byIdentifiers(tx, scope, act)
  const rows = await readReports(tx, 'r.case_id = $1::uuid', [scope.caseId])
  const listed = rows.flatMap(listedOf)
  const inside = windowAround(
    listed.filter((message) => message.kind !== 'note'),
    scope.around,
  )
  return covered([...inside, ...listed.filter((message) => message.kind === 'note')], 'nothing_reported')
}

async function opened(tx: LedgerTx, caseId: string): Promise<Covered | Refusal> {
  const entries = await tx.query<{ bytes: Buffer }>(
    `SELECT e.bytes FROM keys.entry_index i JOIN keys.entry e ON e.idx = i.idx
     WHERE i.case_id = $1 AND i.kind = 'release' AND i.purpose = ANY($2::text[])`,
    [caseId, REVIEWS],
  )
  const kept = await tx.query<{ dek: string; destroyed: string | null }>(
    'SELECT dek, destroyed FROM keys.report WHERE case_id = $1 AND shredded_at IS NULL',
    [caseId],
  )
  const gone = new Map(kept.map((row) => [row.dek, goneOf(row.destroyed)]))
  const seen = entries.flatMap(({ bytes }) => {
    const entry = decodeEntry(bytes)
    return entry.kind === 'release' ? fromRefs(entry.messages) : []
  })
  return covered(
    seen.map(({ dek, seq }) => ({ dek, seq, gone: gone.get(dek)?.has(seq) ?? true })),
    'nothing_opened',
  )
}

async function byIdentifiers(
  tx: LedgerTx,
  scope: Extract<AccessScope, { kind: 'identifiers' }>,
  act: 'read' | 'erase',
): Promise<Covered | Refusal> {
  const { platform, region, from, to } = scope
  const accounts = new Set(scope.accounts)
  const conversations = new Set(scope.conversations)
  if (accounts.size === 0 && conversations.size === 0) return refuse('invalid', 'no_identifiers')
  if (to <= from) return refuse('invalid', 'empty_period')
  const rows = await readReports(
    tx,
    `c.platform = $1 AND c.region = $2
     AND (cardinality($3::text[]) = 0 OR r.senders ?| $3::text[])
     AND (cardinality($4::text[]) = 0 OR c.conversation = ANY($4::text[]))`,
    [platform, region, [...accounts], [...conversations]],
  )
  if (rows.length > MAX_REPORTS) return refuse('invalid', 'too_many_messages')
  const inside = rows
    .flatMap(listedOf)
    .filter(
      (message) =>
        message.sentAt >= from &&
        message.sentAt < to &&
        (accounts.size === 0 || accounts.has(message.sender)) &&
        (conversations.size === 0 || conversations.has(message.conversation)) &&
        (act === 'erase' || message.kind !== 'note'),
    )
  return covered(inside, 'nothing_found')
}

async function readReports(tx: LedgerTx, where: string, values: unknown[]): Promise<ReportRow[]> {
  return tx.query<ReportRow>(
    `SELECT r.dek, r.manifest, r.destroyed, c.conversation
     FROM keys.report r JOIN keys.review_case c ON c.id = r.case_id
     WHERE r.shredded_at IS NULL AND ${where} LIMIT ${MAX_REPORTS + 1}`,
    values,
  )
}

function listedOf({ dek, manifest, conversation, destroyed }: ReportRow): Listed[] {
  const gone = goneOf(destroyed)
  return decodeManifest(manifest).messages.map(({ seq, id, at, reported, kind, sender }) => ({
    ...{ dek, seq, id, sentAt: at, reported, kind, sender, conversation, gone: gone.has(seq) },
  }))
}

/** Positions that have lost their keys: there is nothing of them to open or to destroy. */
function goneOf(destroyed: string | null): Set<number> {
  return new Set(destroyed === null ? [] : parseSeqs(destroyed))
}

type Place = { dek: string; seq: number; gone: boolean }
function covered(messages: readonly Place[], none: KeyRefusal): Covered | Refusal {
  const left = messages.filter((message) => !message.gone)
  if (left.length === 0) return refuse('not_found', none)
  const places = new Map(left.map((message) => [`${message.dek}:${message.seq}`, message]))
  const refs = toRefs([...places.values()])
  if (places.size > MAX_MESSAGES || JSON.stringify(refs).length > MAX_REFS_BYTES)
    return refuse('invalid', 'too_many_messages')
  return { messages: refs, count: places.size, reports: refs.length }
}

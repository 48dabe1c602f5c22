import { randomBytes } from 'node:crypto'
import type { Client } from 'pg'
import { toBase64Url } from '#domain/bytes'
import { encodeEntry, type LedgerEntry } from '#domain/ledger-entry'
import { leafHash } from '#domain/merkle'
import { sha256 } from './tree'

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
/** What a caller says; version, time and randomness are added here. */
export type NewEntry = DistributiveOmit<LedgerEntry, 'v' | 'at' | 'n'>

/** What auditors can search an entry by. Kept beside the ledger, not in it. */
export type EntryIndex = { personId?: string; caseId?: string; subject?: string; purpose?: string }

/** An entry that has its place, but is not committed before the transaction is. */
export type Appended = { index: number; bytes: Uint8Array; leaf: Uint8Array; kind: string }

/**
 * One transaction of the sequencer. What handlers read and write through it commits together with the entries
 * that they append, or not at all.
 */
export class LedgerTx {
  /** The key service's clock, in milliseconds: one instant for the whole transaction. */
  readonly now: number
  readonly appended: (Appended & { search: EntryIndex })[] = []
  private readonly client: Client
  private readonly base: number
  private open = true

  constructor(client: Client, base: number, now: number) {
    this.client = client
    this.base = base
    this.now = now
  }

  /**
   * Ends what a failure has left running: a handler that asked several things at once may still be under way when the
   * first of them fails, and must not write behind the ROLLBACK.
   */
  close(): void {
    this.open = false
  }

  private requireOpen(): void {
    if (!this.open) throw new Error('the transaction has ended')
  }

  async query<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    this.requireOpen()
    return (await this.client.query<Row>({ name: statementName(text), text, values })).rows
  }

  /** @returns how many rows the statement changed. */
  async write(text: string, values: unknown[] = []): Promise<number> {
    this.requireOpen()
    return (await this.client.query({ name: statementName(text), text, values })).rowCount ?? 0
  }

  /** @throws RangeError when the entry would pass 65,535 bytes; nothing has been appended then. */
  append(entry: NewEntry, search: EntryIndex = {}): Appended {
    const whole = { ...entry, v: 1, at: this.now, n: toBase64Url(randomBytes(16)) } as LedgerEntry
    const bytes = encodeEntry(whole)
    const appended = {
      index: this.base + this.appended.length,
      bytes,
      leaf: leafHash(sha256, bytes),
      kind: entry.kind,
      search,
    }
    this.appended.push(appended)
    return appended
  }

  /**
   * Writes the appended entries and swaps the head, in one statement, which fails, and with it the transaction, when
   * the head is not at `base` any more: COMMIT may be sent behind it without waiting.
   */
  async flush(root: Uint8Array): Promise<void> {
    const { appended } = this
    this.requireOpen()
    await this.client.query({
      name: 'ledger-flush',
      text: FLUSH,
      values: [
        this.base,
        this.base + appended.length,
        root,
        appended.map((entry) => entry.bytes),
        appended.map((entry) => entry.leaf),
        new Date(this.now),
        appended.map((entry) => entry.kind),
        appended.map((entry) => entry.search.personId ?? null),
        appended.map((entry) => entry.search.caseId ?? null),
        appended.map((entry) => entry.search.subject ?? null),
        appended.map((entry) => entry.search.purpose ?? null),
      ],
    })
  }
}

const names = new Map<string, string>()
const MOST_NAMES = 500

/** Statements are constants, so that each is parsed and planned once a connection. */
function statementName(text: string): string | undefined {
  const known = names.get(text)
  if (known !== undefined || names.size >= MOST_NAMES) return known
  const name = `tx-${names.size}`
  names.set(text, name)
  return name
}

const FLUSH = `
WITH e AS (
  INSERT INTO keys.entry (idx, bytes, leaf)
  SELECT $1::bigint + t.n - 1, t.bytes, t.leaf
  FROM unnest($4::bytea[], $5::bytea[]) WITH ORDINALITY AS t (bytes, leaf, n)
), i AS (
  INSERT INTO keys.entry_index (idx, at, kind, person_id, case_id, subject, purpose)
  SELECT $1::bigint + t.n - 1, $6, t.kind, t.person_id, t.case_id, t.subject, t.purpose
  FROM unnest($7::text[], $8::text[], $9::uuid[], $10::text[], $11::text[])
    WITH ORDINALITY AS t (kind, person_id, case_id, subject, purpose, n)
), h AS (
  UPDATE keys.head SET size = $2::bigint, root = $3 WHERE size = $1::bigint RETURNING size
)
SELECT 1 / count(*) AS swapped FROM h`

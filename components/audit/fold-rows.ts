import type { LedgerRow } from '#domain/key-request'
import { type EntryWords, entryWords } from './entry-words'

/** One line of the page: a row with its words, or a run of machine rows folded into one. */
export type AuditLine =
  | { type: 'entry'; row: LedgerRow; words: EntryWords }
  | { type: 'unreadable'; row: LedgerRow }
  | { type: 'machines'; rows: { row: LedgerRow; words: EntryWords }[]; key: string }

/**
 * Rows newest first, as the key service gave them. Runs of scoring stand as one line, so that people's accesses
 * are not lost among them; what leaves for a plug-in stands by itself. Nothing is left out, and an entry that cannot be
 * read stands as such.
 */
export function foldRows(rows: readonly LedgerRow[]): AuditLine[] {
  const lines: AuditLine[] = []
  for (const row of rows) {
    let words: EntryWords
    try {
      words = entryWords(row)
    } catch {
      lines.push({ type: 'unreadable', row })
      continue
    }
    const last = lines.at(-1)
    if (!words.machine || words.tone === 'denied' || words.tone === 'access')
      lines.push({ type: 'entry', row, words })
    else if (last?.type === 'machines') last.rows.push({ row, words })
    else lines.push({ type: 'machines', rows: [{ row, words }], key: `machines-${row.index}` })
  }
  return lines
}

import { fromBase64Url, fromUtf8 } from '#domain/bytes'
import type { LedgerRow } from '#domain/key-request'
import { decodeEntry, type MessageRefs } from '#domain/ledger-entry'

/** The messages that an entry names, none when it names none or cannot be read. */
export function messagesOf(row: LedgerRow): MessageRefs {
  try {
    const entry = decodeEntry(fromBase64Url(row.entry))
    return 'messages' in entry ? entry.messages : []
  } catch {
    return []
  }
}

/** The exact bytes, laid out for reading; as they are when they are no JSON. */
export function prettyEntry(row: LedgerRow): string {
  try {
    const text = fromUtf8(fromBase64Url(row.entry))
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return row.entry
  }
}

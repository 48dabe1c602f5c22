import { toBase64Url } from '#domain/bytes'
import type { Operation } from '../operation'
import { appendRead } from './query-ledger'

/**
 * Exact stored bytes from an index on, for a lead's verifier. Pseudonyms only. The reading's own entry is among
 * them when it falls into the range, so a last page reaches its checkpoint's size unless others append meanwhile.
 */
export const readEntries: Operation<'read-entries', { entries: Uint8Array[] }> = {
  op: 'read-entries',
  by: 'person',
  role: 'safety_lead',
  most: 1,
  ref: () => 'ledger',
  run: async (tx, calls) => {
    const { request, signer } = calls[0]!
    const stored = await tx.query<{ bytes: Buffer }>(
      'SELECT bytes FROM keys.entry WHERE idx >= $1 ORDER BY idx LIMIT $2',
      [request.from, request.limit],
    )
    const own = appendRead(tx, request, signer, stored.length)
    // Entries that share this transaction are not in the table yet.
    const pending = tx.appended.filter((entry) => entry.index >= request.from && entry.index <= own.index)
    return [
      {
        entries: [...stored.map((row) => row.bytes), ...pending.map((entry) => entry.bytes)].slice(
          0,
          request.limit,
        ),
      },
    ]
  },
  answer: ({ entries }, _request, { commit }) => ({
    entries: entries.map(toBase64Url),
    size: commit.size,
    checkpoint: commit.checkpoint,
  }),
}

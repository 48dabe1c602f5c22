import { REQUEST_MAX_AGE_MS } from '#domain/key-request'
import type { Handler } from '#services/ledger/sequencer'
import { sweepLeases } from './reports/case-row'

/**
 * Ends claims whose lease ran out and requests that nobody answered, and forgets request ids that are too old to be used
 * again anyway. Nothing while the time cannot be believed: ids that were forgotten too early could be used again.
 */
export const sweep: Handler<{ sure: () => boolean }, number> = {
  name: 'sweep',
  most: 1,
  run: async (tx, [input]) => {
    if (!input!.sure()) return [0]
    await tx.write('DELETE FROM keys.request WHERE at < $1', [new Date(tx.now - 3 * REQUEST_MAX_AGE_MS)])
    await tx.write(
      "UPDATE keys.access_request SET state = 'lapsed' WHERE state IN ('waiting', 'approved') AND lapses_at <= $1",
      [new Date(tx.now)],
    )
    return [await sweepLeases(tx)]
  },
}

import { fromBase64Url, toBase64Url } from '#domain/bytes'
import type { Handler } from '#services/ledger/sequencer'
import { sha256 } from '#services/ledger/tree'
import type { EpochStore } from './epoch-store'

/** Makes sealable epochs known to intake; a new one becomes an entry. Harmless to repeat. */
export const publishEpochs: Handler<{ epochs: EpochStore }, object> = {
  name: 'publish-epochs',
  most: 1,
  run: async (tx, [input]) => {
    for (const { record, signed } of input!.epochs.sealable(tx.now)) {
      const bytes = Buffer.from(fromBase64Url(signed.record))
      const added = await tx.write(
        `INSERT INTO door.epoch (id, region, retention, record, signature, not_before, seal_until)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING`,
        [
          record.id,
          record.region,
          record.retention,
          bytes,
          Buffer.from(fromBase64Url(signed.signature)),
          new Date(record.notBefore),
          new Date(record.sealUntil),
        ],
      )
      if (added === 1)
        tx.append({
          kind: 'epoch',
          epoch: record.id,
          region: record.region,
          retention: record.retention,
          record: toBase64Url(sha256(bytes)),
          sealUntil: record.sealUntil,
        })
    }
    return [{}]
  },
}

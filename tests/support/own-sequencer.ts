import { createPrivateKey } from 'node:crypto'
import { generatePrivatePem } from '#lib/ed25519'
import { migrateKeys } from '#services/keys/server/start/migrate'
import { CheckpointSigner } from '#services/ledger/checkpoint-signer'
import { Sequencer } from '#services/ledger/sequencer'

/** A ledger without the rest of a key service, on a database where none has been. @param url acts as cs_keyd. */
export async function startOwnSequencer(url: string): Promise<Sequencer> {
  await migrateKeys(url)
  const signer = new CheckpointSigner('bench/ledger', createPrivateKey(generatePrivatePem()))
  const sequencer = new Sequencer({ databaseUrl: url, signer })
  await sequencer.start(async () => undefined)
  return sequencer
}

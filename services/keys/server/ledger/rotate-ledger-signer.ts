import { existsSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import path from 'node:path'
import { decodeEntry } from '#domain/ledger-entry'
import type { Handler, Sequencer } from '#services/ledger/sequencer'
import { syncDirectory } from '../secrets/key-files'
import { LEDGER_FILES, type LedgerSigner, readSigningKey, readSigningKeys } from './ledger-signer'

type Rotation = { from: string; to: string }

/** Once for each new key, however often the process was killed on the way. */
const recordRotation: Handler<Rotation, null> = {
  name: 'rotate-signer',
  most: 1,
  run: async (tx, [input]) => {
    const [last] = await tx.query<{ bytes: Buffer }>(
      `SELECT e.bytes FROM keys.entry_index i JOIN keys.entry e ON e.idx = i.idx
       WHERE i.kind = 'signer.rotated' ORDER BY i.idx DESC LIMIT 1`,
    )
    const known = last && decodeEntry(last.bytes)
    if (known?.kind === 'signer.rotated' && known.to === input!.to) return [null]
    tx.append({ kind: 'signer.rotated', from: input!.from, to: input!.to })
    return [null]
  },
}

/**
 * Takes up a signing key that `npm run keys:rotate-signer` made: the entry is committed under the old key, and only
 * then does the new one sign. Lets go of an old key whose file is gone. @returns true when something changed.
 */
export async function followSignerFiles(
  home: string,
  signer: LedgerSigner,
  sequencer: Sequencer,
): Promise<boolean> {
  const at = (name: string) => path.join(home, name)
  const next = await readSigningKey(home, LEDGER_FILES.next, signer.origin)
  if (next) {
    if (next.vkey !== signer.current)
      await sequencer.submit(recordRotation, { from: signer.current, to: next.vkey })
    if (existsSync(at(LEDGER_FILES.current)) && !existsSync(at(LEDGER_FILES.old)))
      await rename(at(LEDGER_FILES.current), at(LEDGER_FILES.old))
    await rename(at(LEDGER_FILES.next), at(LEDGER_FILES.current))
    await syncDirectory(home)
  }
  const keys = await readSigningKeys(home, signer.origin)
  const changed = next !== undefined || keys.length !== signer.count
  if (changed) signer.replace(keys)
  return changed
}

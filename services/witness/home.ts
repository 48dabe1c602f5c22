import { createPrivateKey, type KeyObject } from 'node:crypto'
import { chmod, mkdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { NOTE_COSIGNATURE } from '#domain/checkpoint'
import { writeFileAtomically } from '#lib/atomic-file'
import { generatePrivatePem, rawPublicKey, vkeyOf } from '#lib/ed25519'

export type WitnessKey = { name: string; vkey: string; keyId: Uint8Array; key: KeyObject }

/**
 * The witness's own Ed25519 key in WITNESS_HOME/witness.pem, made at the first start. What its ledgers' policies
 * must name is written beside it, as witness.vkey.
 * @throws Error when anyone but its owner may read it.
 */
export async function openWitnessKey(home: string, name: string): Promise<WitnessKey> {
  if (!/^[^\s+\u0000-\u001f]{1,200}$/.test(name))
    throw new Error(
      'WITNESS_NAME must have no spaces and no plus sign: an address without its scheme is usual.',
    )
  const file = path.join(home, 'witness.pem')
  await mkdir(home, { recursive: true, mode: 0o700 })
  await chmod(home, 0o700)
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (!found) await writeFileAtomically(file, generatePrivatePem())
  else if ((found.mode & 0o777) !== 0o600)
    throw new Error('witness.pem must have mode 0600: run chmod 600 on it, and ask who read it.')
  const key = createPrivateKey(await readFile(file))
  const witness = { name, key, ...vkeyOf(name, rawPublicKey(key), NOTE_COSIGNATURE) }
  await writeFileAtomically(path.join(home, 'witness.vkey'), `${witness.vkey}\n`, { mode: 0o644 })
  return witness
}

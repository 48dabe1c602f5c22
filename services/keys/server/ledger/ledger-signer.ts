import { createPrivateKey } from 'node:crypto'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { utf8 } from '#domain/bytes'
import { encodeCheckpoint, encodeNote } from '#domain/checkpoint'
import type { Trust } from '#domain/trust'
import { rawPublicKey, signEd25519, vkeyOf } from '#lib/ed25519'
import { CheckpointSigner } from '#services/ledger/checkpoint-signer'
import { readPrivateFile } from '../secrets/key-files'

/** The key that signs; the one that is to follow it; the one before, which signs too until its rotation is finished. */
export const LEDGER_FILES = { current: 'ledger.pem', next: 'ledger.next.pem', old: 'ledger.old.pem' } as const

/**
 * Signs checkpoints with one key or, while a rotation runs, with two: whoever still pins the old key and whoever
 * pins the new one both go on reading.
 */
export class LedgerSigner extends CheckpointSigner {
  private signers: readonly SigningKey[]

  constructor(origin: string, keys: readonly [SigningKey, ...SigningKey[]]) {
    super(origin, keys[0].key)
    this.signers = keys
  }

  get current(): string {
    return this.signers[0]!.vkey
  }

  get count(): number {
    return this.signers.length
  }

  replace(keys: readonly [SigningKey, ...SigningKey[]]): void {
    this.signers = keys
  }

  override sign(size: number, root: Uint8Array): string {
    const text = encodeCheckpoint({ origin: this.origin, size, root })
    const signatures = this.signers.map(({ key, keyId }) => ({
      name: this.origin,
      keyId,
      signature: signEd25519(key, utf8(text)),
    }))
    return encodeNote({ text, signatures })
  }
}

export type SigningKey = { key: ReturnType<typeof createPrivateKey>; vkey: string; keyId: Buffer }

/** @returns undefined when there is no such file. @throws Error when others may read it. */
export async function readSigningKey(
  home: string,
  file: string,
  origin: string,
): Promise<SigningKey | undefined> {
  const full = path.join(home, file)
  if (!existsSync(full)) return undefined
  const pem = await readPrivateFile(full)
  const key = createPrivateKey(pem)
  pem.fill(0)
  return { key, ...vkeyOf(origin, rawPublicKey(key)) }
}

/** The keys that sign now: the current one, and the one before while its file is there. */
export async function readSigningKeys(home: string, origin: string): Promise<[SigningKey, ...SigningKey[]]> {
  const current = await readSigningKey(home, LEDGER_FILES.current, origin)
  // Killed between the two renamings of a rotation: the next key is the current one.
  const next = current ? undefined : await readSigningKey(home, LEDGER_FILES.next, origin)
  const old = await readSigningKey(home, LEDGER_FILES.old, origin)
  const first = current ?? next
  if (!first) throw new Error('ledger.pem is missing')
  return old ? [first, old] : [first]
}

/** @throws Error when the key that signs is neither the one that everyone pins nor about to be followed by it. */
export async function openSigner(
  home: string,
  trust: Pick<Trust, 'ledgerOrigin' | 'ledgerVkey'>,
): Promise<LedgerSigner> {
  const signer = new LedgerSigner(trust.ledgerOrigin, await readSigningKeys(home, trust.ledgerOrigin))
  const next = await readSigningKey(home, LEDGER_FILES.next, trust.ledgerOrigin)
  if (signer.current !== trust.ledgerVkey && next?.vkey !== trust.ledgerVkey)
    throw new Error('ledger.pem is not the key that the trust file names')
  return signer
}

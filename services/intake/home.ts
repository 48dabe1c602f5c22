import { createPrivateKey, type KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { toBase64Url } from '#domain/bytes'
import { rawPublicKey } from '#lib/ed25519'

/** Intake's own two secrets. Neither opens a report. */
export type IntakeKeys = {
  /** Ed25519: signs manifests. */
  signing: KeyObject
  /** Its raw public key, base64url, as trust.json lists it. */
  sealer: string
  /** 32 bytes: HMAC of the bodies behind idempotency keys. */
  idempotency: Buffer
}

/**
 * Reads `signing.pem` (PKCS #8) and `idempotency.key` (32 raw bytes) from INTAKE_HOME.
 * @throws Error naming the file when it is missing, of another kind, or its key is not one that trust.json lists:
 * the key service would refuse every report that such an intake seals.
 */
export async function readIntakeKeys(home: string, trusted: readonly string[]): Promise<IntakeKeys> {
  const signing = createPrivateKey(await readFile(path.join(home, 'signing.pem')))
  if (signing.asymmetricKeyType !== 'ed25519') throw new Error('signing.pem is not an Ed25519 key')
  const sealer = toBase64Url(rawPublicKey(signing))
  if (!trusted.includes(sealer))
    throw new Error('signing.pem is not among the intake keys of the trust file: run setup again')
  const idempotency = await readFile(path.join(home, 'idempotency.key'))
  if (idempotency.length !== 32) throw new Error('idempotency.key is not 32 bytes')
  return { signing, sealer, idempotency }
}

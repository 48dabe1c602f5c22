import { createPrivateKey, type KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { toBase64Url } from '#domain/bytes'
import type { Trust } from '#domain/trust'
import { rawPublicKey } from '#lib/ed25519'
import { p256RawPublic } from '#lib/hpke'

/** Intake's own secrets. None of them opens a report. */
export type IntakeKeys = {
  /** Ed25519: signs manifests. */
  signing: KeyObject
  /** Its raw public key, base64url, as trust.json lists it. */
  sealer: string
  /** 32 bytes: HMAC of the bodies behind idempotency keys. */
  idempotency: Buffer
  /** P-256: opens platforms' franking keys. Absent where setup ran before there were any. */
  franking?: KeyObject
}

/**
 * Reads `signing.pem` and `franking.pem` (PKCS #8) and `idempotency.key` (32 raw bytes) from INTAKE_HOME.
 * @throws Error naming the file when it is missing, of another kind, or its key is not one that trust.json lists:
 * the key service would refuse every report that such an intake seals.
 */
export async function readIntakeKeys(
  home: string,
  trust: Pick<Trust, 'intakeKeys' | 'frankingRecipient'>,
): Promise<IntakeKeys> {
  const signing = createPrivateKey(await readFile(path.join(home, 'signing.pem')))
  if (signing.asymmetricKeyType !== 'ed25519') throw new Error('signing.pem is not an Ed25519 key')
  const sealer = toBase64Url(rawPublicKey(signing))
  if (!trust.intakeKeys.includes(sealer))
    throw new Error('signing.pem is not among the intake keys of the trust file: run setup again')
  const idempotency = await readFile(path.join(home, 'idempotency.key'))
  if (idempotency.length !== 32) throw new Error('idempotency.key is not 32 bytes')
  if (trust.frankingRecipient === undefined) return { signing, sealer, idempotency }
  const franking = createPrivateKey(await readFile(path.join(home, 'franking.pem')))
  if (toBase64Url(p256RawPublic(franking)) !== trust.frankingRecipient)
    throw new Error('franking.pem is not the key that the trust file names: run setup again')
  return { signing, sealer, idempotency, franking }
}

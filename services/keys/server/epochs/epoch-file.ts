import type { KeyObject } from 'node:crypto'
import { z } from 'zod'
import { concat, fromBase64Url, fromUtf8, toBase64Url, utf8 } from '#domain/bytes'
import { canonicalJson } from '#domain/canonical-json'
import { EPOCH_LABEL, EpochRecord, type SignedEpoch } from '#domain/manifest'
import { signEd25519 } from '#lib/ed25519'
import { p256PrivateFromScalar, p256RawPublic } from '#lib/hpke'
import type { KeyProvider } from '../root-key/key-provider'

/** `root` names the root key that wrapped it; files of before root keys had names lack it. */
const EpochFile = z.strictObject({
  v: z.literal(1),
  record: z.base64url(),
  signature: z.base64url(),
  wrapped: z.base64url(),
  root: z.string().max(200).optional(),
})
export type EpochFile = z.infer<typeof EpochFile>

/** What the root key wraps: P-256 scalar[32] ‖ wrap key[32]. The record is bound by the context. */
const SCALAR_BYTES = 32
const SECRET_BYTES = 64
const WRAP_LABEL = utf8('countersign/v1/epoch-file')

export type OpenedEpoch = {
  /** Opens boxes that were sealed to the record's public key. */
  privateKey: KeyObject
  /** 32 bytes; wraps adopted DEKs and salts. */
  wrapKey: Buffer
}

/** @throws when the bytes are no epoch file. */
export function parseEpochFile(bytes: Uint8Array): {
  file: EpochFile
  record: EpochRecord
  signed: SignedEpoch
} {
  const file = EpochFile.parse(JSON.parse(fromUtf8(bytes)))
  const record = EpochRecord.parse(JSON.parse(fromUtf8(fromBase64Url(file.record))))
  return { file, record, signed: { record: file.record, signature: file.signature } }
}

/** @param secret scalar ‖ wrap key. The caller zeroes it. */
export async function sealEpochFile(
  provider: KeyProvider,
  identity: KeyObject,
  record: EpochRecord,
  secret: Uint8Array,
): Promise<string> {
  const bytes = utf8(canonicalJson(record))
  const signature = signEd25519(identity, concat(EPOCH_LABEL, bytes))
  const wrapped = await provider.wrap(secret, concat(WRAP_LABEL, bytes))
  return encode({
    v: 1,
    record: toBase64Url(bytes),
    signature: toBase64Url(signature),
    wrapped: toBase64Url(wrapped),
    root: provider.keyName,
  })
}

/** @throws Error when it was wrapped by another root key, or holds another key than its record says. */
export async function openEpochFile(provider: KeyProvider, file: EpochFile): Promise<OpenedEpoch> {
  return withSecret(provider, file, (secret) => {
    const record = EpochRecord.parse(JSON.parse(fromUtf8(fromBase64Url(file.record))))
    const privateKey = p256PrivateFromScalar(secret.subarray(0, SCALAR_BYTES))
    if (toBase64Url(p256RawPublic(privateKey)) !== record.publicKey)
      throw new Error('an epoch file holds another key than its record says')
    return { privateKey, wrapKey: Buffer.from(secret.subarray(SCALAR_BYTES)) }
  })
}

/** The same file under the root key that the provider wraps with now. */
export async function rewrapEpochFile(provider: KeyProvider, file: EpochFile): Promise<string> {
  const context = concat(WRAP_LABEL, fromBase64Url(file.record))
  const wrapped = await withSecret(provider, file, (secret) => provider.wrap(secret, context))
  return encode({ ...file, wrapped: toBase64Url(wrapped), root: provider.keyName })
}

async function withSecret<T>(
  provider: KeyProvider,
  file: EpochFile,
  use: (secret: Buffer) => T | Promise<T>,
): Promise<T> {
  const secret = await provider.unwrap(
    fromBase64Url(file.wrapped),
    concat(WRAP_LABEL, fromBase64Url(file.record)),
  )
  try {
    if (secret.length !== SECRET_BYTES) throw new Error('an epoch file has a wrong length')
    return await use(secret)
  } finally {
    secret.fill(0)
  }
}

function encode(file: EpochFile): string {
  return `${JSON.stringify(file)}\n`
}

import { z } from 'zod'
import { fromUtf8, utf8 } from './bytes'
import { canonicalJson } from './canonical-json'
import { Region } from './region'
import { Uuid } from './uuid'

/**
 * What was sealed under one DEK, signed by whoever sealed it: intake (Ed25519) for a report, a session key for
 * a rationale. The key service computes windows from manifests and from nothing that the console can write.
 */
export const ManifestMessage = z.strictObject({
  seq: z.int().min(0),
  id: z.string().min(1),
  sender: z.string().min(1),
  /** Milliseconds since 1970. */
  at: z.int().min(0),
  reported: z.boolean(),
  kind: z.string().min(1),
  /** SHA-256 of the envelope, base64url. */
  hash: z.string().length(43),
})
export type ManifestMessage = z.infer<typeof ManifestMessage>

export const Manifest = z.strictObject({
  v: z.literal(1),
  region: Region,
  platform: z.string().min(1),
  conversation: z.string().min(1),
  /** The report's id, or the decision's for a rationale. */
  report: Uuid,
  /** 16 bytes, lower-case hex. */
  dek: z.string().regex(/^[0-9a-f]{32}$/),
  epoch: z.string().min(1),
  reporter: z.string(),
  subject: z.string(),
  sealedAt: z.int().min(0),
  messages: z.array(ManifestMessage).min(1),
})
export type Manifest = z.infer<typeof Manifest>

/** Bytes that a manifest's Ed25519 signature covers: label ‖ manifest. */
export const MANIFEST_LABEL = utf8('countersign/v1/manifest')

export function encodeManifest(manifest: Manifest): Uint8Array<ArrayBuffer> {
  return utf8(canonicalJson(manifest))
}

/** @throws when the bytes are not canonical JSON of a manifest. */
export function decodeManifest(bytes: Uint8Array): Manifest {
  const text = fromUtf8(bytes)
  const manifest = Manifest.parse(JSON.parse(text))
  if (canonicalJson(manifest) !== text) throw new RangeError('manifest is not canonical JSON')
  for (const [index, message] of manifest.messages.entries())
    if (message.seq !== index) throw new RangeError('manifest positions are not 0, 1, 2 …')
  return manifest
}

/** A region's epoch public key as the key service publishes it, signed by the region's identity key. */
export const EpochRecord = z.strictObject({
  v: z.literal(1),
  id: z.string().min(1),
  region: Region,
  retention: z.string().min(1),
  /** Raw uncompressed P-256 point, 65 bytes, base64url. */
  publicKey: z.string().length(87),
  notBefore: z.int(),
  /** No sealing to this key from here on: seven days after `notBefore`. */
  sealUntil: z.int(),
})
export type EpochRecord = z.infer<typeof EpochRecord>
export const EPOCH_LABEL = utf8('countersign/v1/epoch')
/** A published epoch: the record's exact bytes and the identity key's Ed25519 signature over label ‖ bytes. */
export type SignedEpoch = { record: string; signature: string }

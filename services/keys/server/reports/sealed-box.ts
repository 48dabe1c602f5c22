import type { KeyObject } from 'node:crypto'
import { concat, fromHex } from '#domain/bytes'
import { boxInfo } from '#domain/envelope'
import { decodeManifest, MANIFEST_LABEL, type Manifest } from '#domain/manifest'
import { MAX_MESSAGES } from '#domain/report'
import { verifyEd25519 } from '#lib/ed25519'
import { HPKE_ENC_BYTES, hpkeOpen } from '#lib/hpke'
import { sha256 } from '#services/ledger/tree'
import type { EpochStore } from '../epochs/epoch-store'
import { saltCount, wrapSecrets } from '../epochs/wrapped-secrets'

/** Why a box is not adopted. Codes never change meaning: the feed, the quarantine and the ledger show them. */
export type BoxProblem =
  | 'unknown_sealer'
  | 'bad_signature'
  | 'bad_manifest'
  | 'wrong_report'
  | 'unknown_epoch'
  | 'wrong_region'
  | 'sealed_outside_epoch'
  | 'bad_box'
  | 'wrong_length'
  | 'other_conversation'
  | 'dek_reused'
  | 'not_storable'

export type OpenedBox = { manifest: Manifest; retention: string; wrapped: Buffer }
type Result = ({ ok: true } & OpenedBox) | { ok: false; code: BoxProblem }

/** How far the clock of whoever sealed may differ from ours. */
const SKEW_MS = 5 * 60_000
/** The messages and a note. */
const MAX_SEALED = MAX_MESSAGES + 1

/** @param dek and @param owner as the row or the request says: the manifest must say the same. */
export function readManifest(bytes: Uint8Array, dek: string, owner: string): Manifest | BoxProblem {
  let manifest: Manifest
  try {
    manifest = decodeManifest(bytes)
  } catch {
    return 'bad_manifest'
  }
  if (manifest.messages.length > MAX_SEALED) return 'bad_manifest'
  return manifest.dek === dek && manifest.report === owner ? manifest : 'wrong_report'
}

/** Checks intake's signature over the manifest's exact bytes. */
export function manifestSignedBy(
  keys: ReadonlyMap<string, KeyObject>,
  sealer: string,
  bytes: Uint8Array,
  signature: Uint8Array,
): BoxProblem | undefined {
  const key = keys.get(sealer)
  if (!key) return 'unknown_sealer'
  return verifyEd25519(key, concat(MANIFEST_LABEL, bytes), signature) ? undefined : 'bad_signature'
}

/**
 * Opens `enc[65] ‖ ciphertext ‖ tag[16]` and wraps DEK ‖ salts under the epoch at once: the secrets leave this
 * function only wrapped.
 */
export function openBox(
  store: EpochStore,
  manifest: Manifest,
  manifestBytes: Uint8Array,
  box: Uint8Array,
): Result {
  const epoch = store.forWrapping(manifest.epoch)
  if (!epoch) return { ok: false, code: 'unknown_epoch' }
  if (epoch.record.region !== manifest.region) return { ok: false, code: 'wrong_region' }
  const { notBefore, sealUntil } = epoch.record
  if (manifest.sealedAt < notBefore - SKEW_MS || manifest.sealedAt > sealUntil + SKEW_MS)
    return { ok: false, code: 'sealed_outside_epoch' }
  const info = boxInfo({
    region: manifest.region,
    platform: manifest.platform,
    conversation: manifest.conversation,
    report: manifest.report,
    dekId: fromHex(manifest.dek),
    epoch: manifest.epoch,
  })
  let secret: Buffer
  try {
    const enc = box.subarray(0, HPKE_ENC_BYTES)
    secret = hpkeOpen(epoch.privateKey, enc, info, sha256(manifestBytes), box.subarray(HPKE_ENC_BYTES))
  } catch {
    return { ok: false, code: 'bad_box' }
  }
  try {
    if (saltCount(secret.length) !== manifest.messages.length) return { ok: false, code: 'wrong_length' }
    const { retention } = epoch.record
    return {
      ok: true,
      manifest,
      retention,
      wrapped: wrapSecrets(epoch, manifest.dek, manifest.report, secret),
    }
  } finally {
    secret.fill(0)
  }
}

import { z } from 'zod'
import { concat, fromBase64Url, fromUtf8, toBase64Url, toHex, utf8 } from '#domain/bytes'
import {
  boxInfo,
  DEK_BYTES,
  DEK_ID_BYTES,
  type MessageBody,
  type MessageFields,
  SALT_BYTES,
} from '#domain/envelope'
import type { RequestOf } from '#domain/key-request'
import { EPOCH_LABEL, EpochRecord, encodeManifest } from '#domain/manifest'
import { Region } from '#domain/region'
import { RETENTION_DEFAULT } from '#domain/retention'
import type { CompiledTrust } from './compiled-trust'
import { sealEnvelope } from './envelope'
import { sealBox } from './hpke'
import { VerificationError } from './refusal'
import { buffer, randomBytes, sha256, verifyEd25519 } from './web-crypto'

export type RationalePlace = {
  region: string
  platform: string
  conversation: string
  decisionId: string
  personId: string
}
export type SealedRationaleParts = { rationale: RequestOf<'decide'>['rationale']; envelope: string }

/**
 * Seals a rationale to the region as intake seals a report: one fresh DEK, one message, a box for the key
 * service. The signed `decide` request stands for the manifest's signature.
 */
export async function sealRationale(
  text: string,
  place: RationalePlace,
  epoch: EpochRecord,
  now: number,
): Promise<SealedRationaleParts> {
  const { region, platform, conversation, decisionId, personId } = place
  const [dek, salt, dekId] = [randomBytes(DEK_BYTES), randomBytes(SALT_BYTES), randomBytes(DEK_ID_BYTES)]
  const messageId = `rationale:${decisionId}`
  const bound = { region, platform, conversation }
  const fields: MessageFields = {
    ...bound,
    ...{ messageId, sender: personId, sentAtMs: now, kind: 'rationale', franking: 'none' },
  }
  const plaintext = utf8(JSON.stringify({ text } satisfies MessageBody))
  const secrets = concat(dek, salt)
  try {
    const envelope = await sealEnvelope(dek, salt, dekId, 0, fields, plaintext)
    const hash = toBase64Url(sha256(envelope))
    const manifest = encodeManifest({
      ...{ v: 1, ...bound, region: Region.parse(region), report: decisionId, dek: toHex(dekId) },
      ...{ epoch: epoch.id, reporter: '', subject: '', sealedAt: now },
      messages: [
        { seq: 0, id: messageId, sender: personId, at: now, reported: false, kind: 'rationale', hash },
      ],
    })
    const info = boxInfo({ ...bound, report: decisionId, dekId, epoch: epoch.id })
    const box = await sealBox(fromBase64Url(epoch.publicKey), info, sha256(manifest), secrets)
    return {
      rationale: {
        dek: toHex(dekId),
        manifest: toBase64Url(manifest),
        box: toBase64Url(concat(box.enc, box.ciphertext)),
        hash,
      },
      envelope: toBase64Url(envelope),
    }
  } finally {
    for (const secret of [dek, salt, plaintext, secrets]) secret.fill(0)
  }
}

const Published = z.array(z.object({ record: z.string(), signature: z.string() }))

/**
 * The youngest epoch of the region that is open for sealing and signed by the identity compiled in. Records of
 * other regions are not looked at; a wrong signature on one of ours is an attack, not a record to skip.
 *
 * @throws VerificationError `bad_epoch`
 */
export async function chooseEpoch(
  trust: Pick<CompiledTrust, 'regionIdentities'>,
  published: unknown,
  region: string,
  now: number,
): Promise<EpochRecord> {
  try {
    const identity = fromBase64Url(trust.regionIdentities[Region.parse(region)])
    const open: EpochRecord[] = []
    for (const { record, signature } of Published.parse(published)) {
      const bytes = fromBase64Url(record)
      const epoch = EpochRecord.parse(JSON.parse(fromUtf8(bytes)))
      if (epoch.region !== region || epoch.notBefore > now + SKEW_MS || epoch.sealUntil <= now) continue
      const signed = concat(EPOCH_LABEL, bytes)
      if (!(await verifyEd25519(identity, signed, buffer(fromBase64Url(signature)))))
        throw new VerificationError('bad_epoch')
      open.push(epoch)
    }
    // A rationale is kept as long as most reports are.
    const rank = (epoch: EpochRecord) => (epoch.retention === RETENTION_DEFAULT ? 1 : 0)
    const [youngest] = open.sort((a, b) => rank(b) - rank(a) || b.notBefore - a.notBefore)
    if (youngest) return youngest
  } catch {
    // Falls through: whatever is wrong with the list, there is no key to seal to.
  }
  throw new VerificationError('bad_epoch')
}

/** This computer's clock may run behind the key service's by as much as a request may be old. */
const SKEW_MS = 5 * 60_000

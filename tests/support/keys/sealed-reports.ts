import { createHash, createPrivateKey, randomBytes, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Client } from 'pg'
import { concat, fromBase64Url, fromUtf8, toBase64Url, toHex, utf8 } from '#domain/bytes'
import { boxInfo, type MessageFields } from '#domain/envelope'
import {
  EpochRecord,
  encodeManifest,
  MANIFEST_LABEL,
  type Manifest,
  type SignedEpoch,
} from '#domain/manifest'
import type { Region } from '#domain/region'
import { rawPublicKey, signEd25519 } from '#lib/ed25519'
import { sealMessage } from '#lib/envelope-node'
import { hpkeSeal } from '#lib/hpke'

export type SealedReport = {
  reportId: string
  caseId: string
  dek: string
  manifest: Manifest
  /** DEK[32], which only the key service should hold from now on. */
  secret: Buffer
  envelopes: { bytes: Buffer; fields: MessageFields; text: string }[]
}
export type SealOptions = {
  caseId?: string
  conversation?: string
  region?: Region
  /** Class of the epoch to seal to; standard otherwise. */
  retention?: string
  count?: number
  /** Positions that were reported. */
  reported?: number[]
  note?: string
  /** Who sends each message, by position; reporter and subject in turn otherwise. */
  senders?: (seq: number) => string
  /** First message id's number, so that reports may overlap. */
  firstId?: number
  sealedAt?: number
  /** Changes the row before it is stored: to make bad boxes. */
  spoil?: (row: BoxRow) => void
  changeManifest?: (manifest: Manifest) => void
}
export type BoxRow = {
  dek: string
  box: Buffer
  manifest: Buffer
  signature: Buffer
  sealer: string
  caseId: string
}

/** Seals a report as the door does and puts its box where the key service looks. */
export async function putSealedReport(
  owner: Client,
  epochs: readonly SignedEpoch[],
  intakeKeyFile: string,
  options: SealOptions = {},
): Promise<SealedReport> {
  const { region = 'EU', count = 11, conversation = `c_${randomUUID()}` } = options
  const epoch = epochs
    .map((signed) => EpochRecord.parse(JSON.parse(fromUtf8(fromBase64Url(signed.record)))))
    .filter((record) => record.region === region && record.retention === (options.retention ?? 'standard'))
    .at(-1)!
  const reportId = randomUUID()
  const caseId = options.caseId ?? randomUUID()
  const dekId = randomBytes(16)
  const dek = randomBytes(32)
  const texts = Array.from({ length: count }, (_, i) => `message ${i} of ${reportId}`)
  const kinds = texts.map(() => 'text')
  if (options.note !== undefined) {
    texts.push(options.note)
    kinds.push('note')
  }
  const salts = texts.map(() => randomBytes(32))
  const start = Date.now() - 3_600_000
  const envelopes = texts.map((text, seq) => {
    const fields: MessageFields = {
      region,
      platform: 'harbour',
      conversation,
      messageId: kinds[seq] === 'note' ? `note:${reportId}` : `m_${(options.firstId ?? 0) + seq}`,
      sender: options.senders?.(seq) ?? (seq % 2 === 0 ? 'u_reporter' : 'u_subject'),
      sentAtMs: start + ((options.firstId ?? 0) + seq) * 1_000,
      kind: kinds[seq]!,
      franking: 'none',
    }
    return { bytes: sealMessage(dek, dekId, seq, salts[seq]!, fields, utf8(text)), fields, text }
  })
  const reported = options.reported ?? [Math.floor(count / 2)]
  const manifest: Manifest = {
    v: 1,
    region,
    platform: 'harbour',
    conversation,
    report: reportId,
    dek: toHex(dekId),
    epoch: epoch.id,
    reporter: 'u_reporter',
    subject: 'u_subject',
    sealedAt: options.sealedAt ?? Date.now(),
    messages: envelopes.map(({ bytes, fields }, seq) => ({
      seq,
      id: fields.messageId,
      sender: fields.sender,
      at: fields.sentAtMs,
      reported: reported.includes(seq),
      kind: fields.kind,
      hash: toBase64Url(createHash('sha256').update(bytes).digest()),
    })),
  }
  options.changeManifest?.(manifest)
  const manifestBytes = encodeManifest(manifest)
  const info = boxInfo({
    region,
    platform: 'harbour',
    conversation,
    report: reportId,
    dekId,
    epoch: epoch.id,
  })
  const aad = createHash('sha256').update(manifestBytes).digest()
  const { enc, ciphertext } = hpkeSeal(
    fromBase64Url(epoch.publicKey),
    info,
    aad,
    Buffer.concat([dek, ...salts]),
  )
  const key = createPrivateKey(await readFile(intakeKeyFile))
  const row: BoxRow = {
    dek: toHex(dekId),
    box: Buffer.concat([enc, ciphertext]),
    manifest: Buffer.from(manifestBytes),
    signature: signEd25519(key, concat(MANIFEST_LABEL, manifestBytes)),
    sealer: toBase64Url(rawPublicKey(key)),
    caseId,
  }
  options.spoil?.(row)
  await owner.query(
    `INSERT INTO door.box (report_id, case_id, dek, box, manifest, signature, sealer)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [reportId, row.caseId, row.dek, row.box, row.manifest, row.signature, row.sealer],
  )
  return { reportId, caseId: row.caseId, dek: row.dek, manifest, secret: dek, envelopes }
}

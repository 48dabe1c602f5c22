import { createHash, randomBytes, randomFillSync } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { concat, toBase64Url, utf8 } from '#domain/bytes'
import {
  boxInfo,
  DEK_BYTES,
  DEK_ID_BYTES,
  type FrankingState,
  type MessageBody,
  NONCE_BYTES,
  SALT_BYTES,
} from '#domain/envelope'
import { encodeManifest, MANIFEST_LABEL, type ManifestMessage } from '#domain/manifest'
import { NOTE_ID_PREFIX } from '#domain/report'
import type { Report, ReportMessage } from '#domain/report-input'
import { signEd25519 } from '#lib/ed25519'
import { sealMessage } from '#lib/envelope-node'
import { hpkeSeal } from '#lib/hpke'
import { uuidV7 } from '#lib/uuid-v7'
import { checkFranking } from './check-franking'
import type { SealingEpoch } from './epochs'
import type { IntakeKeys } from './home'

export type SealedMessage = {
  id: string
  sender: string
  sentAtMs: number
  kind: string
  reported: boolean
  franking: FrankingState
  envelope: Buffer
}

/** A report as it is stored: nothing in it says what was said, and nothing here can open it again. */
export type SealedReport = {
  reportId: string
  /** The case to open when the conversation has none. */
  caseId: string
  /** Lower-case hex of the 16-byte dek_id. */
  dek: string
  /** HPKE: enc[65] ‖ ciphertext ‖ tag[16] of DEK[32] ‖ salt_0[32] ‖ … */
  box: Buffer
  manifest: Uint8Array
  signature: Buffer
  sealer: string
  messages: SealedMessage[]
}

/** The event loop gets a turn after so many messages: a report of 5,000 takes a good part of a second. */
const MESSAGES_PER_TURN = 250

/**
 * Seals a report under a DEK of its own and that DEK to the region's epoch. DEK and salts are zeroed before this
 * returns, or throws; from then on only the key service can open the report.
 *
 * @param frankingKeys the platform's keys by kid: what each message's franking proves is sealed with it.
 */
export async function sealReport(
  platform: string,
  report: Report,
  epoch: SealingEpoch,
  keys: IntakeKeys,
  nowMs: number,
  frankingKeys: ReadonlyMap<string, Uint8Array> = new Map(),
): Promise<SealedReport> {
  const place = { platform, conversation: report.conversation.id }
  const positions = withNote(report)
  const dekId = randomBytes(DEK_ID_BYTES)
  // DEK ‖ salts, in the box's own layout. Not from Buffer's shared pool: it must be ours alone to zero.
  const secret = Buffer.alloc(DEK_BYTES + SALT_BYTES * positions.length)
  try {
    randomFillSync(secret)
    const nonces = randomBytes(NONCE_BYTES * positions.length)
    const dek = secret.subarray(0, DEK_BYTES)
    const messages: SealedMessage[] = []
    for (const [seq, message] of positions.entries()) {
      if (seq % MESSAGES_PER_TURN === MESSAGES_PER_TURN - 1) await setImmediate()
      const salt = secret.subarray(DEK_BYTES + SALT_BYTES * seq, DEK_BYTES + SALT_BYTES * (seq + 1))
      const nonce = nonces.subarray(NONCE_BYTES * seq, NONCE_BYTES * (seq + 1))
      const franking = checkFranking(message, place, frankingKeys.get(message.franking?.kid ?? ''))
      messages.push(sealOne(platform, report, message, franking, { dek, dekId, seq, salt, nonce }))
    }
    const reportId = uuidV7(nowMs)
    const dekHex = dekId.toString('hex')
    const manifest = encodeManifest({
      v: 1,
      region: report.region,
      platform,
      conversation: report.conversation.id,
      report: reportId,
      dek: dekHex,
      epoch: epoch.id,
      reporter: report.reporter.id,
      subject: report.subject.id,
      sealedAt: nowMs,
      messages: messages.map(manifestLine),
    })
    const info = boxInfo({
      region: report.region,
      platform,
      conversation: report.conversation.id,
      report: reportId,
      dekId,
      epoch: epoch.id,
    })
    const aad = createHash('sha256').update(manifest).digest()
    const { enc, ciphertext } = hpkeSeal(epoch.publicKey, info, aad, secret)
    return {
      reportId,
      caseId: uuidV7(nowMs),
      dek: dekHex,
      box: Buffer.concat([enc, ciphertext]),
      manifest,
      signature: signEd25519(keys.signing, concat(MANIFEST_LABEL, manifest)),
      sealer: keys.sealer,
      messages,
    }
  } finally {
    secret.fill(0)
  }
}

/** The reporter's note is content like any other: the last position, never marked as evidence. */
function withNote(report: Report): ReportMessage[] {
  const { messages } = report.conversation
  if (report.note === undefined) return messages
  const note: ReportMessage = {
    id: `${NOTE_ID_PREFIX}${report.externalId}`,
    sender: report.reporter.id,
    sentAtMs: report.reportedAtMs,
    kind: 'note',
    reported: false,
    body: { text: report.note } satisfies MessageBody,
  }
  return [...messages, note]
}

type MessageKeys = { dek: Uint8Array; dekId: Uint8Array; seq: number; salt: Uint8Array; nonce: Uint8Array }

function sealOne(
  platform: string,
  report: Report,
  message: ReportMessage,
  franking: FrankingState,
  { dek, dekId, seq, salt, nonce }: MessageKeys,
): SealedMessage {
  const { id, sender, sentAtMs, kind, reported } = message
  const fields = {
    region: report.region,
    platform,
    conversation: report.conversation.id,
    messageId: id,
    sender,
    sentAtMs,
    kind,
    franking,
  }
  const plaintext = utf8(JSON.stringify(message.body))
  try {
    const envelope = sealMessage(dek, dekId, seq, salt, fields, plaintext, nonce)
    return { id, sender, sentAtMs, kind, reported, franking, envelope }
  } finally {
    plaintext.fill(0)
  }
}

function manifestLine(message: SealedMessage, seq: number): ManifestMessage {
  return {
    seq,
    id: message.id,
    sender: message.sender,
    at: message.sentAtMs,
    reported: message.reported,
    kind: message.kind,
    hash: toBase64Url(createHash('sha256').update(message.envelope).digest()),
  }
}

import { randomBytes, randomUUID } from 'node:crypto'
import { toBase64Url, toHex } from '#domain/bytes'
import type { MessageBody, ReleasedKey } from '#domain/envelope'
import type { SealedMessage } from '#domain/reader-protocol'
import { deriveOkm, sealMessage } from '#lib/envelope-node'

export const CONTEXT = { region: 'EU', platform: 'harbour', conversation: 'c_77' } as const

export type PlainMessage = {
  id: string
  sender: string
  sentAt: number
  kind?: string
  reported?: boolean
  franking?: SealedMessage['franking']
  body: MessageBody
}
export type SealedReport = {
  dek: string
  messages: SealedMessage[]
  key(seq: number): ReleasedKey
}

/** Seals one report as intake does, and keeps the DEK so that a test can play the key service. */
export function sealReport(messages: PlainMessage[], context: typeof CONTEXT = CONTEXT): SealedReport {
  const dekKey = randomBytes(32)
  const dekId = randomBytes(16)
  const dek = toHex(dekId)
  const reportId = randomUUID()
  const salts = messages.map(() => randomBytes(32))
  const sealed = messages.map((message, seq): SealedMessage => {
    const kind = message.kind ?? 'text'
    const franking = message.franking ?? 'none'
    const fields = { ...context, messageId: message.id, sender: message.sender, kind, franking }
    const envelope = sealMessage(
      dekKey,
      dekId,
      seq,
      salts[seq]!,
      { ...fields, sentAtMs: message.sentAt },
      Buffer.from(JSON.stringify(message.body)),
    )
    const { id, sender, sentAt, reported = false } = message
    return {
      ...{ dek, seq, reportId, id, sender, sentAt, kind, reported, franking },
      envelope: toBase64Url(envelope),
    }
  })
  return {
    dek,
    messages: sealed,
    key: (seq) => ({ dekId, seq, okm: deriveOkm(dekKey, salts[seq]!, dekId, seq) }),
  }
}

import { z } from 'zod'
import { fromBase64Url, fromUtf8, toBase64Url, toHex } from '#domain/bytes'
import { fromRefs } from '#domain/conversation'
import type { MessageBody, ReleasedKey } from '#domain/envelope'
import type { ConversationView, SealedMessage } from '#domain/reader-protocol'
import { trust } from '../compiled-trust'
import { openEnvelope } from '../envelope'
import { freshRecipient } from '../hpke'
import { VerificationError } from '../refusal'
import { postRelay } from '../relay-client'
import { checkRelease } from '../release'
import type { Session } from '../session'
import { signRequest } from '../sign'
import { keepCheckpoint, loadCheckpoint } from '../store'
import { placeOf } from './model'

export type OpenedMessages = { bodies: Map<string, MessageBody>; index: number }

/**
 * Asks for the keys of the grant's messages, checks the committed entry, and opens every one of them or none.
 * @throws RelayError when the key service says no, VerificationError or ProofError when something is wrong.
 */
export async function openMessages(
  session: Session,
  view: ConversationView,
  signal: AbortSignal,
): Promise<OpenedMessages> {
  const granted = grantedMessages(view)
  const seen = await loadCheckpoint()
  const recipient = await freshRecipient()
  const { request, signed } = await signRequest(session, {
    op: 'release',
    grantId: view.grant.id,
    messages: view.grant.messages,
    recipient: toBase64Url(recipient.raw),
    seen: seen?.size ?? 0,
  })
  const answer = await postRelay('/relay/release', signed, signal)
  const { caseId, region } = view
  const ask = { request, recipient, session: session.id, caseId, region, seen }
  const release = await checkRelease(trust, ask, answer)
  try {
    await keepCheckpoint(release.checkpoint)
    return { bodies: await openAll(view, granted, release.keys), index: release.index }
  } finally {
    release.wipe()
  }
}

function grantedMessages(view: ConversationView): Map<string, SealedMessage> {
  const byPlace = new Map(view.messages.map((message) => [placeOf(message), message]))
  const granted = new Map<string, SealedMessage>()
  for (const place of fromRefs(view.grant.messages).map(placeOf)) {
    const message = byPlace.get(place)
    if (!message) throw new VerificationError('missing_message')
    granted.set(place, message)
  }
  return granted
}

async function openAll(
  view: ConversationView,
  granted: ReadonlyMap<string, SealedMessage>,
  keys: ReleasedKey[],
): Promise<Map<string, MessageBody>> {
  const opened = await Promise.all(
    keys.map(async (key): Promise<[string, MessageBody]> => {
      const place = placeOf({ dek: toHex(key.dekId), seq: key.seq })
      return [place, await openOne(view, granted.get(place)!, key)]
    }),
  )
  return new Map(opened)
}

async function openOne(
  view: ConversationView,
  message: SealedMessage,
  key: ReleasedKey,
): Promise<MessageBody> {
  const { region, platform, conversation } = view
  const { id: messageId, sender, sentAt: sentAtMs, kind, franking } = message
  const fields = { region, platform, conversation, messageId, sender, sentAtMs, kind, franking }
  const plaintext = await openEnvelope(decodeBytes(message.envelope), message, key.okm, fields)
  try {
    return Body.parse(JSON.parse(fromUtf8(plaintext)))
  } catch {
    throw new VerificationError('bad_envelope')
  } finally {
    plaintext.fill(0)
  }
}

function decodeBytes(text: string): Uint8Array {
  try {
    return fromBase64Url(text)
  } catch {
    throw new VerificationError('bad_envelope')
  }
}

const Body: z.ZodType<MessageBody> = z.looseObject({
  text: z.string().optional(),
  versions: z.array(z.looseObject({ text: z.string(), editedAt: z.string().optional() })).optional(),
  media: z
    .looseObject({ mediaType: z.string(), sizeBytes: z.number().optional(), sha256: z.string().optional() })
    .optional(),
  unsupported: z.unknown().optional(),
})

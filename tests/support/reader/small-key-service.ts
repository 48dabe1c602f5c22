import { createPublicKey, type KeyObject, randomBytes, randomUUID, verify } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { concat, fromBase64Url, fromUtf8, toBase64Url, u32 } from '#domain/bytes'
import { fromRefs } from '#domain/conversation'
import { type ReleasedKey, releaseInfo } from '#domain/envelope'
import {
  type GrantView,
  KeyRequest,
  type RequestOf,
  requestSigningInput,
  SessionRegistration,
  SignedRequest,
  sessionChallengeInput,
} from '#domain/key-request'
import { EPOCH_LABEL, type SignedEpoch } from '#domain/manifest'
import { leafHash } from '#domain/merkle'
import { publicKeyFromRaw, rawPublicKey, signEd25519, verifyEd25519 } from '#lib/ed25519'
import { hpkeSeal } from '#lib/hpke'
import { trialCredential } from '#services/keys/trial-credential'
import { type SmallLedger, sha256 } from './small-ledger'

type Answer = { status: number; body: unknown }
type Options = {
  socket: string
  ledger: SmallLedger
  /** Person id → reading code. */
  staff: Record<string, string>
  epochs: SignedEpoch[]
  keyOf(dek: string, seq: number): ReleasedKey
}
export type SmallKeyService = {
  grants: Map<string, { caseId: string; region: string }>
  received: { path: string; op?: string }[]
  /** Changes an answer on its way out: what a hostile host between the key service and the reader could do. */
  tamper: ((path: string, answer: Record<string, unknown>) => unknown) | undefined
  /** Answers every signed request with this refusal. */
  deny: string | undefined
  close(): Promise<void>
}

/**
 * A key service just large enough for the reader's tests of attacks: the wire protocol with real signatures, a
 * real ledger and real HPKE, and no policy. What policy says is tested against the real one.
 */
export async function startSmallKeyService(options: Options): Promise<SmallKeyService> {
  const { ledger, staff, epochs, keyOf } = options
  const sessions = new Map<string, KeyObject>()
  const nonces = new Set<string>()
  const service: SmallKeyService = {
    grants: new Map(),
    received: [],
    tamper: undefined,
    deny: undefined,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }

  async function register(body: unknown): Promise<Answer> {
    const { personId, sessionKey, nonce, credential } = SessionRegistration.parse(body)
    const code = staff[personId]
    if (!nonces.delete(nonce) || code === undefined || credential.kind !== 'trial')
      return refusal(401, 'bad_credential')
    const point = fromBase64Url(sessionKey)
    const challenge = sha256(sessionChallengeInput(fromBase64Url(nonce), point))
    const publicKey = publicKeyFromRaw(rawPublicKey(await trialCredential(code, personId)))
    if (!verifyEd25519(publicKey, challenge, fromBase64Url(credential.signature)))
      return refusal(401, 'bad_credential')
    const session = randomUUID()
    sessions.set(session, sessionPublicKey(point))
    const expiresAt = Date.now() + 3_600_000
    return ok({ session, expiresAt, roles: ['moderator'], regions: ['EU'], trial: true })
  }

  function answerSigned(body: unknown): Answer {
    const { payload, signer, signature } = SignedRequest.parse(body)
    const bytes = fromBase64Url(payload)
    const request = KeyRequest.parse(JSON.parse(fromUtf8(bytes)))
    service.received.at(-1)!.op = request.op
    const key = sessions.get(signer)
    const parameters = { key: key!, dsaEncoding: 'ieee-p1363' as const }
    if (!key || !verify('sha256', requestSigningInput(bytes), parameters, fromBase64Url(signature)))
      return refusal(401, 'bad_signature')
    if (service.deny !== undefined) return refusal(403, service.deny)
    if (request.op === 'release') return ok(release(request, signer))
    if (request.op === 'read-entries') {
      ledger.append({ kind: 'fact', fact: 'ledger.read', who: 'p1', ref: 'ledger' })
      const entries = ledger.entries.slice(request.from, request.from + request.limit).map(toBase64Url)
      return ok({ entries, size: ledger.entries.length, checkpoint: ledger.checkpoint() })
    }
    return refusal(422, 'not_played_here')
  }

  function release(request: RequestOf<'release'>, session: string) {
    const grant = service.grants.get(request.grantId)!
    const recipient = fromBase64Url(request.recipient)
    const index = ledger.append({
      ...{ kind: 'release', request: request.requestId, grant: request.grantId, case: grant.caseId },
      ...{ region: grant.region as 'EU', who: 'p1', session, messages: request.messages },
      recipient: toBase64Url(sha256(recipient)),
    })
    const leaf = leafHash(sha256, ledger.entries[index]!)
    const keys = fromRefs(request.messages).map(({ dek, seq }) => keyOf(dek, seq))
    const plaintext = concat(...keys.flatMap((key) => [key.dekId, u32(key.seq), key.okm]))
    const { enc, ciphertext } = hpkeSeal(recipient, releaseInfo(request.requestId), leaf, plaintext)
    return {
      ...ledger.committed(index),
      consistency: ledger.consistency(request.seen),
      enc: toBase64Url(enc),
      sealed: toBase64Url(ciphertext),
    }
  }

  async function answer(path: string, request: IncomingMessage): Promise<Answer> {
    if (path === '/healthz') return ok({ ok: true })
    if (path === '/v1/epochs') return ok(epochs)
    const body: unknown = JSON.parse(await text(request))
    if (path === '/v1/nonce') {
      const nonce = toBase64Url(randomBytes(32))
      nonces.add(nonce)
      return ok({ nonce })
    }
    if (path === '/v1/credentials/options') return ok({ trial: true, passkeys: [], waiting: null })
    if (path === '/v1/sessions') return register(body)
    if (path === '/v1/live') return ok({ live: true })
    return path === '/v1/signed' ? answerSigned(body) : refusal(404, 'not_found')
  }

  const sockets = new Set<Socket>()
  const server = createServer(async (request, response) => {
    const path = request.url ?? ''
    service.received.push({ path })
    const { status, body } = await answer(path, request).catch(() => refusal(422, 'invalid'))
    const sent =
      status === 200 && service.tamper ? service.tamper(path, body as Record<string, unknown>) : body
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(sent))
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(options.socket, resolve))
  return service
}

export function signEpoch(record: object, identity: KeyObject): SignedEpoch {
  const bytes = Buffer.from(JSON.stringify(record))
  return {
    record: toBase64Url(bytes),
    signature: toBase64Url(signEd25519(identity, concat(EPOCH_LABEL, bytes))),
  }
}

export function grantOver(caseId: string, messages: GrantView['messages']): GrantView {
  const now = Date.now()
  return { id: randomUUID(), caseId, messages, uses: 100, notBefore: now, expires: now + 3_600_000 }
}

function sessionPublicKey(point: Uint8Array): KeyObject {
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) =>
    Buffer.from(part).toString('base64url'),
  )
  return createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } })
}

function ok(body: unknown): Answer {
  return { status: 200, body }
}
function refusal(status: number, code: string): Answer {
  return { status, body: { type: `urn:countersign:problem:${code}`, title: code, status, code } }
}
async function text(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
  return Buffer.concat(parts).toString()
}

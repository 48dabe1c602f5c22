import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import type { Agent } from 'undici'
import { request } from 'undici'
import { canonicalJson } from '#domain/canonical-json'
import { decodeReleasedKeys, type ReleasedKey, releaseInfo } from '#domain/envelope'
import {
  type ClaimAnswer,
  type KeyOp,
  type ReleaseAnswer,
  type RequestOf,
  requestSigningInput,
  type SessionAnswer,
  type SignedRequest,
  sessionChallengeInput,
} from '#domain/key-request'
import type { MessageRefs } from '#domain/ledger-entry'
import { leafHash } from '#domain/merkle'
import { signEd25519 } from '#lib/ed25519'
import { hpkeOpen, p256RawPublic } from '#lib/hpke'
import { trialCredential } from '#services/keys/trial-credential'

export type Answer<T> = { status: number; body: T }
type Problem = { code: string }

/**
 * A member of staff without a browser: holds a session key, signs what the reader's agent would sign, and opens
 * releases. Talks to the key service's socket, so that tests and benches can do what no console should.
 */
export class PersonSession {
  readonly personId: string
  readonly session: string
  private readonly key: KeyObject
  private readonly keyd: Agent

  private constructor(personId: string, session: string, key: KeyObject, keyd: Agent) {
    this.personId = personId
    this.session = session
    this.key = key
    this.keyd = keyd
  }

  /** @param keyd an undici Agent on the key service's socket. */
  static async open(keyd: Agent, personId: string, readingCode: string): Promise<PersonSession> {
    const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    const sessionKey = p256RawPublic(key)
    const { nonce } = (await call<{ nonce: string }>(keyd, '/v1/nonce', { personId })).body
    const credential = await trialCredential(readingCode, personId)
    const challenge = createHash('sha256')
      .update(sessionChallengeInput(Buffer.from(nonce, 'base64url'), sessionKey))
      .digest()
    const answer = await call<SessionAnswer>(keyd, '/v1/sessions', {
      personId,
      sessionKey: sessionKey.toString('base64url'),
      nonce,
      credential: { kind: 'trial', signature: signEd25519(credential, challenge).toString('base64url') },
    })
    if (answer.status !== 200) throw new Error(`no session: ${answer.status}`)
    return new PersonSession(personId, answer.body.session, key, keyd)
  }

  sign<Op extends KeyOp>(
    body: Omit<RequestOf<Op>, 'requestId' | 'at'> & { op: Op },
    requestId = randomUUID(),
  ): SignedRequest {
    const payload = Buffer.from(canonicalJson({ ...body, requestId, at: Date.now() }))
    const signature = sign('sha256', requestSigningInput(payload), {
      key: this.key,
      dsaEncoding: 'ieee-p1363',
    })
    return {
      payload: payload.toString('base64url'),
      signer: this.session,
      signature: signature.toString('base64url'),
    }
  }

  ask<T>(signed: SignedRequest): Promise<Answer<T & Partial<Problem>>> {
    return call(this.keyd, '/v1/signed', signed)
  }

  claim(caseId: string): Promise<Answer<ClaimAnswer & Partial<Problem>>> {
    return this.ask(this.sign<'claim'>({ op: 'claim', caseId }))
  }

  /** Asks for the keys of these messages and opens the answer. */
  async release(
    grantId: string,
    messages: MessageRefs,
    seen = 0,
  ): Promise<Answer<{ keys?: ReleasedKey[] } & Partial<Problem>>> {
    const recipient = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    const requestId = randomUUID()
    const signed = this.sign<'release'>(
      {
        op: 'release',
        grantId,
        messages,
        recipient: p256RawPublic(recipient).toString('base64url'),
        seen,
      },
      requestId,
    )
    const { status, body } = await this.ask<ReleaseAnswer>(signed)
    if (status !== 200) return { status, body: { code: body.code } }
    const leaf = leafHash(
      (bytes) => createHash('sha256').update(bytes).digest(),
      Buffer.from(body.entry, 'base64url'),
    )
    const opened = hpkeOpen(
      recipient,
      Buffer.from(body.enc, 'base64url'),
      releaseInfo(requestId),
      leaf,
      Buffer.from(body.sealed, 'base64url'),
    )
    return { status, body: { keys: decodeReleasedKeys(opened) } }
  }
}

async function call<T>(keyd: Agent, path: string, body: unknown): Promise<Answer<T>> {
  const response = await request(`http://keyd${path}`, {
    method: 'POST',
    dispatcher: keyd,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: response.statusCode, body: (await response.body.json()) as T }
}

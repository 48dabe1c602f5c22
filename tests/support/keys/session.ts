import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { fromBase64Url, toBase64Url, utf8 } from '#domain/bytes'
import { canonicalJson } from '#domain/canonical-json'
import { verifyCheckpoint, verifyCommitted } from '#domain/committed-entry'
import type { CredentialProof } from '#domain/credential-proof'
import { decodeReleasedKeys, releaseInfo } from '#domain/envelope'
import {
  type ClaimAnswer,
  type KeyRequest,
  type ReleaseAnswer,
  requestSigningInput,
  type SignedRequest,
  sessionChallengeInput,
} from '#domain/key-request'
import type { LedgerEntry, MessageRefs } from '#domain/ledger-entry'
import type { Trust } from '#domain/trust'
import { signEd25519 } from '#lib/ed25519'
import { hpkeOpen, p256RawPublic } from '#lib/hpke'
import type { KeyClient } from '#services/keys/client'
import { NODE_PROOF_CRYPTO, signedRequest } from '#services/keys/key-client'
import { trialCredential } from '#services/keys/trial-credential'

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
export type Ask = DistributiveOmit<KeyRequest, 'requestId' | 'at'> & { requestId?: string; at?: number }

/** What the reader does in a browser, in Node: a session key, signed requests, verified releases. */
export class TestSession {
  readonly personId: string
  readonly id: string
  private readonly client: KeyClient
  private readonly key: KeyObject
  private readonly trust: Trust

  private constructor(client: KeyClient, trust: Trust, personId: string, id: string, key: KeyObject) {
    this.client = client
    this.trust = trust
    this.personId = personId
    this.id = id
    this.key = key
  }

  static async open(client: KeyClient, trust: Trust, personId: string, code: string): Promise<TestSession> {
    return TestSession.openWith(client, trust, personId, async (challenge) => {
      const signature = signEd25519(await trialCredential(code, personId), challenge)
      return { kind: 'trial', signature: toBase64Url(signature) }
    })
  }

  /** @param prove the person's credential over a challenge[32]. */
  static async openWith(
    client: KeyClient,
    trust: Trust,
    personId: string,
    prove: (challenge: Uint8Array) => CredentialProof | Promise<CredentialProof>,
  ): Promise<TestSession> {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const sessionKey = p256RawPublic(pair.publicKey)
    const { nonce } = await client.nonce(personId)
    const challenge = createHash('sha256')
      .update(sessionChallengeInput(fromBase64Url(nonce), sessionKey))
      .digest()
    const answer = await client.register({
      personId,
      sessionKey: toBase64Url(sessionKey),
      nonce,
      credential: await prove(challenge),
    })
    return new TestSession(client, trust, personId, answer.session, pair.privateKey)
  }

  sign(ask: Ask): SignedRequest {
    const payload = utf8(canonicalJson({ requestId: randomUUID(), at: Date.now(), ...ask }))
    const key = { key: this.key, dsaEncoding: 'ieee-p1363' as const }
    return signedRequest(payload, this.id, sign('sha256', requestSigningInput(payload), key))
  }

  ask<Answer = unknown>(ask: Ask): Promise<Answer> {
    return this.client.signed<Answer>(this.sign(ask))
  }

  /** A fresh recipient, for requests whose answer is not opened. */
  static recipient(): string {
    return toBase64Url(p256RawPublic(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey))
  }

  claim(caseId: string): Promise<ClaimAnswer> {
    return this.ask({ op: 'claim', caseId })
  }

  /** Releases and opens as the reader does. @returns the keys in the order asked, and the committed entry. */
  async release(grantId: string, messages: MessageRefs, seen = 0) {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const recipient = toBase64Url(p256RawPublic(pair.publicKey))
    const requestId = randomUUID()
    const answer = await this.ask<ReleaseAnswer>({
      op: 'release',
      requestId,
      grantId,
      messages,
      recipient,
      seen,
    })
    const checkpoint = await verifyCheckpoint(NODE_PROOF_CRYPTO, this.trust, answer.checkpoint)
    const { entry, leaf } = verifyCommitted(NODE_PROOF_CRYPTO, answer, checkpoint)
    const opened = hpkeOpen(
      pair.privateKey,
      fromBase64Url(answer.enc),
      releaseInfo(requestId),
      leaf,
      fromBase64Url(answer.sealed),
    )
    return {
      keys: decodeReleasedKeys(opened),
      entry: entry as Extract<LedgerEntry, { kind: 'release' }>,
      answer,
      checkpoint,
    }
  }
}

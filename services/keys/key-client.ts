import { verify } from 'node:crypto'
import { Pool } from 'undici'
import type { AccessCounts } from '#domain/access-rules'
import { toBase64Url } from '#domain/bytes'
import type { Checkpoint } from '#domain/checkpoint'
import { type ProofCrypto, verifyCheckpoint } from '#domain/committed-entry'
import { AppError, type ErrorCode, HTTP_STATUS } from '#domain/errors'
import type { CredentialOptions, Enrolment, EnrolmentAnswer } from '#domain/identity-requests'
import type { SessionAnswer, SessionRegistration, SignedRequest } from '#domain/key-request'
import type { SignedEpoch } from '#domain/manifest'
import type { Trust } from '#domain/trust'
import { publicKeyFromRaw } from '#lib/ed25519'
import { sha256 } from '#services/ledger/tree'

export type KeyClientOptions = { socketPath: string; trust: Pick<Trust, 'ledgerOrigin' | 'ledgerVkey'> }

/** The key service answers or gives up within two seconds; we wait a little longer than that. */
const TIMEOUT_MS = 2_500

export const NODE_PROOF_CRYPTO: ProofCrypto = {
  sha256,
  verifyEd25519: (publicKey, message, signature) =>
    signature.length === 64 && verify(null, message, publicKeyFromRaw(publicKey), signature),
}

/**
 * Talks to the key service over its unix socket. Signed requests are carried as they are: this client holds no key
 * and opens nothing. Every failure is an AppError: `unavailable` when there is no answer, otherwise with the
 * service's own code as its reason.
 */
export class KeyClient {
  protected readonly trust: KeyClientOptions['trust']
  private readonly pool: Pool

  constructor({ socketPath, trust }: KeyClientOptions) {
    this.trust = trust
    this.pool = new Pool('http://keyd', {
      socketPath,
      connections: 32,
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
      connect: { timeout: 1_000 },
    })
  }

  /** Answers by operation: see domain/key-request.ts. */
  async signed<Answer = unknown>(request: SignedRequest): Promise<Answer> {
    return (await this.ask('POST', '/v1/signed', request)) as Answer
  }

  async nonce(personId: string): Promise<{ nonce: string }> {
    return (await this.ask('POST', '/v1/nonce', { personId })) as { nonce: string }
  }

  async register(registration: SessionRegistration): Promise<SessionAnswer> {
    return (await this.ask('POST', '/v1/sessions', registration)) as SessionAnswer
  }

  /** What a person can unlock with. */
  async credentialOptions(personId: string): Promise<CredentialOptions> {
    return (await this.ask('POST', '/v1/credentials/options', { personId })) as CredentialOptions
  }

  async enrol(enrolment: Enrolment): Promise<EnrolmentAnswer> {
    return (await this.ask('POST', '/v1/enrol', enrolment)) as EnrolmentAnswer
  }

  async epochs(): Promise<SignedEpoch[]> {
    return (await this.ask('GET', '/v1/epochs')) as SignedEpoch[]
  }

  /** The newest checkpoint, its signature checked. @throws ProofError when the pinned key did not sign it. */
  async checkpoint(): Promise<Checkpoint & { note: string }> {
    const note = (await this.ask('GET', '/v1/checkpoint')) as string
    return { ...(await verifyCheckpoint(NODE_PROOF_CRYPTO, this.trust, note)), note }
  }

  /** Whether what a reader opened under a grant may stay on screen. */
  async live(asked: { session: string; grantId: string }): Promise<boolean> {
    return ((await this.ask('POST', '/v1/live', asked)) as { live: boolean }).live
  }

  /** How much waits for the leads of these regions, or for one lead of them. */
  async accessCounts(regions: readonly string[], lead?: string): Promise<AccessCounts> {
    const query = `regions=${regions.join(',')}${lead === undefined ? '' : `&lead=${lead}`}`
    return (await this.ask('GET', `/v1/access-counts?${query}`)) as AccessCounts
  }

  /** How many witnesses watch the ledger, and what they cosigned last: `at` in milliseconds since 1970. */
  async cosigned(): Promise<{ witnesses: number; size?: number; at?: number }> {
    return (await this.ask('GET', '/v1/ledger/status')) as { witnesses: number; size?: number; at?: number }
  }

  async health(): Promise<boolean> {
    return this.ask('GET', '/healthz').then(
      () => true,
      () => false,
    )
  }

  async close(): Promise<void> {
    await this.pool.destroy()
  }

  private async ask(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> {
    let status: number
    let text: string
    let type: string
    try {
      const response = await this.pool.request({
        method,
        path,
        ...(body === undefined
          ? {}
          : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      })
      status = response.statusCode
      type = String(response.headers['content-type'] ?? '')
      text = await response.body.text()
    } catch (cause) {
      throw unavailable(cause)
    }
    const value = type.includes('json') ? parse(text) : text
    if (status === 200) return value
    throw errorOf(status, value)
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw unavailable(cause)
  }
}

function unavailable(cause: unknown): AppError {
  return new AppError('unavailable', 'The key service does not answer. Nothing was opened.', {
    reason: 'keyd_unavailable',
    cause,
  })
}

/** The service's problem+json as the error that it was. */
function errorOf(status: number, value: unknown): AppError {
  const { title, code } = (value ?? {}) as { title?: unknown; code?: unknown }
  const known = (Object.entries(HTTP_STATUS) as [ErrorCode, number][]).find(([, number]) => number === status)
  if (!known || typeof code !== 'string') return unavailable(undefined)
  return new AppError(known[0], typeof title === 'string' ? title : 'The key service refused.', {
    reason: code,
  })
}

/** Signed requests as bytes: for whoever holds a key. */
export function signedRequest(payload: Uint8Array, signer: string, signature: Uint8Array): SignedRequest {
  return { payload: toBase64Url(payload), signer, signature: toBase64Url(signature) }
}

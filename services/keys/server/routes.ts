import type { FastifyInstance } from 'fastify'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { z } from 'zod'
import { fromBase64Url, fromUtf8 } from '#domain/bytes'
import { AppError } from '#domain/errors'
import { CredentialOptionsRequest, Enrolment } from '#domain/identity-requests'
import { KeyRequest, requestSigningInput, SessionRegistration, SignedRequest } from '#domain/key-request'
import { Uuid } from '#domain/uuid'
import { isP256Point } from '#lib/hpke'
import { parseOrInvalid } from '#lib/http-problem'
import { credentialOptions } from './credentials/credential-options'
import { checkRegistration, enrolmentCodeHash, presentCredential } from './credentials/enrol'
import { Nonces } from './credentials/nonces'
import { checkSession, registerSession } from './credentials/register-session'
import type { KeyService } from './key-service'
import type { KeyMetrics } from './metrics'
import { refusalError, type SignedCall } from './operation'

const NonceRequest = z.strictObject({ personId: Uuid })

/** Wrong credentials for one person that are recorded; further ones are refused without an entry. */
const WRONG_CREDENTIALS = { points: 10, duration: 600 }
/** Denials by one signer a minute: each becomes an entry, and nobody may fill the ledger with them. */
const DENIALS = { points: 120, duration: 60 }
/** Questions a second, over all callers, about what people can unlock with. */
const LOOK_UPS = { points: 200, duration: 1 }
/** Enrolments a second, over all callers: each costs a check of signatures. */
const ENROLMENTS = { points: 50, duration: 1 }
/** Unsigned garbage a second, over all callers; what is signed by a known key is not counted. */
const GARBAGE = { points: 200, duration: 1 }

export function addRoutes(server: FastifyInstance, service: KeyService, metrics: KeyMetrics): void {
  const nonces = new Nonces()
  const wrongCredentials = new RateLimiterMemory(WRONG_CREDENTIALS)
  const denials = new RateLimiterMemory(DENIALS)
  const garbage = new RateLimiterMemory(GARBAGE)
  const enrolments = new RateLimiterMemory(ENROLMENTS)
  const lookUps = new RateLimiterMemory(LOOK_UPS)

  server.get('/healthz', async (_request, reply) => {
    const database = await service.pool.query('SELECT 1').then(
      () => true,
      () => false,
    )
    const ok = database && service.sequencer.healthy
    return reply.code(ok ? 200 : 503).send({ ok })
  })
  server.get('/metrics', async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.text()),
  )
  server.get('/v1/checkpoint', async (_request, reply) =>
    reply.type('text/plain; charset=utf-8').send(service.sequencer.committed.checkpoint),
  )
  server.get('/v1/epochs', async () => service.epochs.sealable(service.now()).map((epoch) => epoch.signed))

  server.post('/v1/nonce', async (request) => {
    const { personId } = parseOrInvalid(NonceRequest, request.body)
    return { nonce: nonces.issue(personId, service.now()) }
  })

  server.post('/v1/credentials/options', async (request) => {
    const { personId } = parseOrInvalid(CredentialOptionsRequest, request.body)
    await lookUps.consume('all').catch(() => {
      throw new AppError('rate_limited', 'Too many questions at once.')
    })
    return credentialOptions(service.query, service.proofs, personId, service.now())
  })

  server.post('/v1/enrol', async (request) => {
    const enrolment = parseOrInvalid(Enrolment, request.body)
    service.clock?.require()
    const { personId, nonce, code } = enrolment
    await enrolments.consume('all').catch(() => {
      throw new AppError('rate_limited', 'Too many enrolments at once. Try again in a moment.')
    })
    if (!nonces.take(nonce, personId, service.now())) throw notEnrolled('bad_nonce')
    const codeHash = enrolmentCodeHash(code, personId)
    if (!codeHash) throw notEnrolled('wrong_code')
    const registered = await checkRegistration(service.proofs, enrolment, codeHash)
    const presented = { personId, codeHash, registered, rules: service.proofs }
    const { output } = await service.sequencer.submit(presentCredential, presented)
    metrics.onAnswer('enrol', output.ok ? 'ok' : output.code)
    if (!output.ok) throw notEnrolled(output.code)
    return output.answer
  })

  server.post('/v1/sessions', async (request) => {
    const registration = parseOrInvalid(SessionRegistration, request.body)
    service.clock?.require()
    const { personId } = registration
    const nonceTaken = nonces.take(registration.nonce, personId, service.now())
    const checked = await checkSession(service.query, service.proofs, registration, nonceTaken)
    const refused = checked.ok ? undefined : checked.code
    // Before a credential was looked at it is anybody, who must not be able to fill the ledger or to lock out a person.
    if (refused === 'bad_nonce' || refused === 'bad_session_key' || refused === 'no_credential') {
      metrics.onAnswer('session', refused)
      throw notAccepted(refused)
    }
    // Wrong answers to real challenges become entries, up to a limit. It never stops the right credential.
    if (refused !== undefined) await refuseWhenSpent(wrongCredentials, personId, WRONG_CREDENTIALS.points)
    const { output } = await service.sequencer.submit(registerSession, {
      personId,
      sessionKey: fromBase64Url(registration.sessionKey),
      checked,
    })
    if (output.ok) return output.answer
    await wrongCredentials.consume(personId).catch(() => undefined)
    throw notAccepted(output.code)
  })

  server.post('/v1/signed', async (request) => {
    const call = await authenticate(service, garbage, request.body)
    await refuseWhenSpent(denials, call.signer, DENIALS.points)
    const result = await service.run(call).catch((error: unknown) => {
      metrics.onAnswer(call.request.op, error instanceof AppError ? error.reason : 'failed')
      throw error
    })
    if (result.ok) {
      metrics.onAnswer(call.request.op, 'ok')
      return result.answer
    }
    metrics.onAnswer(call.request.op, result.refusal.code)
    await denials.consume(call.signer).catch(() => undefined)
    throw refusalError(result.refusal)
  })
}

function notEnrolled(reason: string): AppError {
  return new AppError('forbidden', 'The enrolment was not accepted.', { reason })
}

function notAccepted(reason: string): AppError {
  return new AppError('unauthenticated', 'The credential was not accepted.', { reason })
}

/**
 * Who signed exactly these bytes, and what they ask. Whatever fails here is nobody's: it gets no entry, only a
 * limit. @throws AppError.
 */
async function authenticate(
  service: KeyService,
  garbage: RateLimiterMemory,
  body: unknown,
): Promise<SignedCall> {
  try {
    const signed = parseOrInvalid(SignedRequest, body)
    const payload = decode(signed.payload)
    const valid = await service.signerKeys.verify(
      signed.signer,
      requestSigningInput(payload),
      decode(signed.signature),
    )
    if (valid === undefined)
      throw new AppError('unauthenticated', 'There is no such signer.', { reason: 'unknown_signer' })
    if (!valid) throw new AppError('unauthenticated', 'The signature is wrong.', { reason: 'bad_signature' })
    const request = parseOrInvalid(KeyRequest, parseJson(payload))
    // Before anything is committed: keys could not be sealed to a point that is not on the curve.
    if ('recipient' in request && !isP256Point(decode(request.recipient)))
      throw new AppError('invalid', 'The recipient is not a point on P-256.', { reason: 'bad_recipient' })
    return { request, signer: signed.signer, ...valid }
  } catch (error) {
    const spent =
      error instanceof AppError &&
      (await garbage
        .consume('all')
        .then(() => false)
        .catch(() => true))
    if (spent) throw new AppError('rate_limited', 'Too many requests that cannot be read.')
    throw error
  }
}

function decode(text: string): Uint8Array {
  try {
    return fromBase64Url(text)
  } catch {
    throw new AppError('invalid', 'The request is not canonical base64url.', { reason: 'malformed' })
  }
}

function parseJson(payload: Uint8Array): unknown {
  try {
    return JSON.parse(fromUtf8(payload))
  } catch {
    throw new AppError('invalid', 'The signed bytes are not JSON.', { reason: 'malformed' })
  }
}

async function refuseWhenSpent(limiter: RateLimiterMemory, key: string, points: number): Promise<void> {
  const state = await limiter.get(key)
  if (state && state.consumedPoints >= points)
    throw new AppError('rate_limited', 'Too many refusals. Wait a while.', { reason: 'too_many_refusals' })
}

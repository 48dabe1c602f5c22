import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import { verifyRegistrationResponse } from '@simplewebauthn/server'
import { fromBase64Url, toBase64Url } from '#domain/bytes'
import {
  enrolChallengeInput,
  enrolmentCodeInput,
  fingerprintInput,
  INVITATION_ATTEMPTS,
  isEnrolmentCode,
} from '#domain/enrolment'
import type { Enrolment, EnrolmentAnswer } from '#domain/identity-requests'
import type { LedgerTx } from '#services/ledger/append'
import type { Handler } from '#services/ledger/sequencer'
import { sha256 } from '#services/ledger/tree'
import { appendCredential, BY_SETUP, confirmCredential, INVITER_STANDS } from '../people/identity-row'
import { pseudonymOf } from '../people/pseudonym'
import type { ProofRules } from './verify-proof'
import { ALGORITHMS, ceremonyProblem } from './webauthn'

/** HMAC[32] of a typed code. @returns undefined for what cannot be a code. */
export function enrolmentCodeHash(code: string, personId: string): Buffer | undefined {
  if (!isEnrolmentCode(code)) return undefined
  const { key, message } = enrolmentCodeInput(code, personId)
  return createHmac('sha256', key).update(message).digest()
}

type Registered =
  | { ok: true; credentialId: Buffer; publicKey: Buffer; signCount: number }
  | { ok: false; code: string }
export type Presented = { personId: string; codeHash: Buffer; registered: Registered; rules: ProofRules }
export type EnrolOutcome = { ok: true; answer: EnrolmentAnswer } | { ok: false; code: string }

/** Checks what the authenticator made, against a challenge that belongs to this nonce, code and person. */
export async function checkRegistration(
  rules: ProofRules,
  { personId, nonce, credentialId, clientDataJSON, attestationObject }: Enrolment,
  codeHash: Uint8Array,
): Promise<Registered> {
  const challenge = sha256(enrolChallengeInput(fromBase64Url(nonce), codeHash, personId))
  const problem = ceremonyProblem(fromBase64Url(clientDataJSON), 'webauthn.create', challenge, rules)
  if (problem) return { ok: false, code: problem }
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: {
        ...{ id: credentialId, rawId: credentialId, type: 'public-key', clientExtensionResults: {} },
        response: { clientDataJSON, attestationObject },
      },
      expectedChallenge: toBase64Url(challenge),
      expectedOrigin: rules.readerOrigin,
      expectedRPID: new URL(rules.readerOrigin).hostname,
      // Asked below, for a refusal with a name of its own; presence is asked by the library.
      requireUserVerification: false,
      supportedAlgorithmIDs: ALGORITHMS,
    })
    if (!verified) return { ok: false, code: 'bad_attestation' }
    if (!registrationInfo.userVerified) return { ok: false, code: 'user_not_verified' }
    const { id, publicKey, counter } = registrationInfo.credential
    if (id !== credentialId) return { ok: false, code: 'bad_attestation' }
    return {
      ok: true,
      credentialId: Buffer.from(fromBase64Url(id)),
      publicKey: Buffer.from(publicKey),
      signCount: counter,
    }
  } catch {
    return { ok: false, code: 'bad_attestation' }
  }
}

/**
 * Takes a new passkey from whoever knows the one-time code of the person's newest invitation. Each wrong try is an
 * entry; after five the invitation is spent, so that neither the code nor the ledger can be worn out.
 */
export const presentCredential: Handler<Presented, EnrolOutcome> = {
  name: 'enrol',
  most: 1,
  run: async (tx, inputs) => [await present(tx, inputs[0]!)],
}

type Row = {
  id: string
  code_hash: Buffer
  invited_by: string | null
  replaces: boolean
  expires_at: Date
  used_at: Date | null
  attempts: number
  /** False when whoever invited is no admin any more. */
  stands: boolean
  active: boolean
  salt: Buffer
  trial_ended_at: Date | null
}

async function present(tx: LedgerTx, input: Presented): Promise<EnrolOutcome> {
  const { personId, registered, rules } = input
  const [row] = await tx.query<Row>(
    `SELECT i.id, i.code_hash, i.invited_by, i.replaces, i.expires_at, i.used_at, i.attempts,
       p.active, p.salt, p.trial_ended_at, ${INVITER_STANDS} AS stands
     FROM keys.invitation i JOIN keys.person p ON p.id = i.person_id LEFT JOIN keys.person v ON v.id = i.invited_by
     WHERE i.person_id = $1 ORDER BY i.created_at DESC, i.id LIMIT 1 FOR UPDATE OF i, p`,
    [personId],
  )
  if (!row) return { ok: false, code: 'no_invitation' }
  if (row.attempts >= INVITATION_ATTEMPTS) return { ok: false, code: 'too_many_attempts' }
  const code = await refusal(tx, row, input)
  const person = { id: personId, salt: row.salt, trial_ended_at: row.trial_ended_at }
  if (code !== undefined || !registered.ok) {
    await tx.write('UPDATE keys.invitation SET attempts = attempts + 1 WHERE id = $1', [row.id])
    const shown = code ?? 'bad_attestation'
    tx.append(
      {
        ...{ kind: 'deny', request: randomUUID(), op: 'enrol', who: 'unknown', session: 'none' },
        ...{ ref: pseudonymOf(row.salt, personId), code: shown },
      },
      { personId },
    )
    return { ok: false, code: shown }
  }

  const fingerprint = sha256(fingerprintInput(registered.credentialId, registered.publicKey))
  const now = new Date(tx.now)
  await tx.write('UPDATE keys.invitation SET used_at = $2 WHERE id = $1', [row.id, now])
  await tx.write(
    `INSERT INTO keys.credential
       (fingerprint, person_id, invitation_id, credential_id, public_key, sign_count, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      ...[fingerprint, personId, row.id, registered.credentialId],
      ...[registered.publicKey, registered.signCount, now],
    ],
  )
  const own = { who: pseudonymOf(row.salt, personId), session: 'none', id: personId }
  appendCredential(tx, 'presented', own, person, fingerprint)
  const confirmed = row.invited_by === null
  if (confirmed) await confirmCredential(tx, rules, person, { fingerprint, replaces: row.replaces }, BY_SETUP)
  return { ok: true, answer: { credential: toBase64Url(fingerprint), confirmed } }
}

/** What an invitation is good for is told only to those who know its code. */
async function refusal(
  tx: LedgerTx,
  row: Row,
  { codeHash, registered }: Presented,
): Promise<string | undefined> {
  if (!timingSafeEqual(row.code_hash, codeHash)) return 'wrong_code'
  if (row.used_at !== null) return 'invitation_used'
  if (row.expires_at.getTime() <= tx.now || !row.stands) return 'invitation_expired'
  if (!row.active) return 'person_inactive'
  if (!registered.ok) return registered.code
  const known = await tx.query('SELECT 1 FROM keys.credential WHERE credential_id = $1', [
    registered.credentialId,
  ])
  return known.length > 0 ? 'credential_known' : undefined
}

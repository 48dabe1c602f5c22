import { randomUUID } from 'node:crypto'
import { fromBase64Url } from '#domain/bytes'
import { type SessionAnswer, type SessionRegistration, sessionChallengeInput } from '#domain/key-request'
import type { Role } from '#domain/permission'
import type { Region } from '#domain/region'
import { isP256Point } from '#lib/hpke'
import type { LedgerTx } from '#services/ledger/append'
import type { Handler } from '#services/ledger/sequencer'
import { sha256 } from '#services/ledger/tree'
import { pseudonymOf } from '../people/pseudonym'
import { type Checked, checkProof, type ProofRules, spendProof } from './verify-proof'

const SESSION_MS = 8 * 60 * 60_000

export type Registration = {
  personId: string
  sessionKey: Uint8Array
  checked: Checked | { ok: false; code: 'bad_nonce' | 'bad_session_key' }
}
export type Registered = { ok: true; answer: SessionAnswer } | { ok: false; code: string }

/** Whether the person's credential signed SHA-256(label ‖ nonce ‖ session key). */
export async function checkSession(
  query: Parameters<typeof checkProof>[0],
  rules: ProofRules,
  { personId, sessionKey, nonce, credential }: SessionRegistration,
  nonceTaken: boolean,
): Promise<Registration['checked']> {
  if (!nonceTaken) return { ok: false, code: 'bad_nonce' }
  const point = fromBase64Url(sessionKey)
  if (!isP256Point(point)) return { ok: false, code: 'bad_session_key' }
  const challenge = sha256(sessionChallengeInput(fromBase64Url(nonce), point))
  return checkProof(query, rules, personId, credential, challenge)
}

/** Stores the session and its entry, or the denial. */
export const registerSession: Handler<Registration, Registered> = {
  name: 'session',
  most: 1,
  run: async (tx, inputs) => [await register(tx, inputs[0]!)],
}

async function register(tx: LedgerTx, { personId, sessionKey, checked }: Registration): Promise<Registered> {
  const [person] = await tx.query<{ roles: Role[]; regions: Region[]; active: boolean; salt: Buffer }>(
    'SELECT roles, regions, active AND frozen_at IS NULL AS active, salt FROM keys.person WHERE id = $1 FOR SHARE',
    [personId],
  )
  const who = person ? pseudonymOf(person.salt, personId) : 'unknown'
  const session = randomUUID()
  let code: string | undefined = checked.ok ? undefined : checked.code
  if (!code && !person?.active) code = 'person_inactive'
  if (!code && checked.ok) code = await spendProof(tx, checked)
  if (code || !person || !checked.ok) {
    // Whoever failed to prove to be this person is unknown; the attempt refers to the person.
    tx.append(
      {
        kind: 'deny',
        request: session,
        op: 'session',
        who: 'unknown',
        session: 'none',
        ref: who,
        code: code ?? 'no_person',
      },
      person ? { personId } : {},
    )
    return { ok: false, code: code ?? 'no_person' }
  }
  const expiresAt = tx.now + SESSION_MS
  await tx.write(
    `INSERT INTO keys.session (id, person_id, public_key, credential, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [session, personId, Buffer.from(sessionKey), checked.kind, new Date(tx.now), new Date(expiresAt)],
  )
  tx.append({ kind: 'session', who, session, credential: checked.kind, until: expiresAt }, { personId })
  return {
    ok: true,
    answer: {
      ...{ session, expiresAt, roles: person.roles, regions: person.regions },
      trial: checked.kind === 'trial',
    },
  }
}

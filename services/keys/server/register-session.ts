import { type KeyObject, randomUUID } from 'node:crypto'
import { fromBase64Url } from '#domain/bytes'
import { type SessionAnswer, type SessionRegistration, sessionChallengeInput } from '#domain/key-request'
import type { Role } from '#domain/permission'
import type { Region } from '#domain/region'
import { verifyEd25519 } from '#lib/ed25519'
import { isP256Point } from '#lib/hpke'
import type { LedgerTx } from '#services/ledger/append'
import type { Handler } from '#services/ledger/sequencer'
import { sha256 } from '#services/ledger/tree'
import { pseudonymOf } from './pseudonym'

const SESSION_MS = 8 * 60 * 60_000

export type Registration = { personId: string; sessionKey: Uint8Array; refused?: string }
export type Registered = { ok: true; answer: SessionAnswer } | { ok: false; code: string }

/**
 * Checks the credential's signature over SHA-256(label ‖ nonce ‖ session key).
 * @param credential the person's enrolled key, if any. @returns why not, or undefined.
 */
export function credentialProblem(
  registration: SessionRegistration,
  nonceTaken: boolean,
  credential: KeyObject | undefined,
): string | undefined {
  if (!nonceTaken) return 'bad_nonce'
  if (!credential) return 'no_credential'
  try {
    const sessionKey = fromBase64Url(registration.sessionKey)
    if (!isP256Point(sessionKey)) return 'bad_session_key'
    const challenge = sha256(sessionChallengeInput(fromBase64Url(registration.nonce), sessionKey))
    const signature = fromBase64Url(registration.credential.signature)
    return verifyEd25519(credential, challenge, signature) ? undefined : 'bad_credential'
  } catch {
    return 'bad_credential'
  }
}

/** Stores the session and its entry, or the denial. */
export const registerSession: Handler<Registration, Registered> = {
  name: 'session',
  most: 1,
  run: async (tx, inputs) => [await register(tx, inputs[0]!)],
}

async function register(tx: LedgerTx, { personId, sessionKey, refused }: Registration): Promise<Registered> {
  const [person] = await tx.query<{ roles: Role[]; regions: Region[]; active: boolean; salt: Buffer }>(
    'SELECT roles, regions, active, salt FROM keys.person WHERE id = $1 FOR SHARE',
    [personId],
  )
  const who = person ? pseudonymOf(person.salt, personId) : 'unknown'
  const session = randomUUID()
  const code = refused ?? (person?.active ? undefined : 'person_inactive')
  if (code || !person) {
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
     VALUES ($1, $2, $3, 'trial', $4, $5)`,
    [session, personId, Buffer.from(sessionKey), new Date(tx.now), new Date(expiresAt)],
  )
  tx.append({ kind: 'session', who, session, credential: 'trial', until: expiresAt }, { personId })
  return {
    ok: true,
    answer: { session, expiresAt, roles: person.roles, regions: person.regions, trial: true },
  }
}

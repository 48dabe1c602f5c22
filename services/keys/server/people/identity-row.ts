import { toBase64Url, utf8 } from '#domain/bytes'
import { rawPublicKey } from '#lib/ed25519'
import type { Appended, LedgerTx } from '#services/ledger/append'
import { sha256 } from '#services/ledger/tree'
import type { ProofRules } from '../credentials/verify-proof'
import { endClaimsOf } from '../reports/case-row'
import { pseudonymOf } from './pseudonym'

/** Who signed, as entries say it. `setup` for what the operator's one-time codes bring about. */
export type Author = { who: string; session: string }
export const BY_SETUP: Author = { who: 'setup', session: 'none' }

/** The digest that entries and requests know an invitation by, before there is a credential. */
export function invitationDigest(id: string): Buffer {
  return sha256(utf8(id))
}

/** The digest of a trial credential: SHA-256 of its raw public key. */
export function trialDigest(rules: ProofRules, personId: string): Buffer | undefined {
  const key = rules.trialKeys.get(personId)
  return key && sha256(rawPublicKey(key))
}

/** SQL: whether invitation `i` still stands on the word of its inviter `v`, who may have been stopped since. Setup's do. */
export const INVITER_STANDS =
  "(i.invited_by IS NULL OR v.active AND v.frozen_at IS NULL AND 'admin' = ANY(v.roles))"

export async function findPerson(
  tx: LedgerTx,
  personId: string,
): Promise<{ id: string; active: boolean; salt: Buffer; trial_ended_at: Date | null } | undefined> {
  const [person] = await tx.query<{ id: string; active: boolean; salt: Buffer; trial_ended_at: Date | null }>(
    'SELECT id, active, salt, trial_ended_at FROM keys.person WHERE id = $1 FOR UPDATE',
    [personId],
  )
  return person
}

/** @param author.id the person who signed, when there is one: whom the entry is found by. */
export function appendCredential(
  tx: LedgerTx,
  act: 'invited' | 'presented' | 'confirmed' | 'revoked',
  author: Author & { id?: string },
  person: { id: string; salt: Buffer },
  digest: Uint8Array,
): Appended {
  const { who, session, id } = author
  return tx.append(
    {
      ...{ kind: 'credential', act, who, session },
      ...{ person: pseudonymOf(person.salt, person.id), credential: toBase64Url(digest) },
    },
    // Setup is nobody: such an entry is found by whom it is about, and not shown as their own act.
    { ...(id === undefined ? {} : { personId: id }), subject: person.id },
  )
}

/** No invitation of this person's can be used any more. */
export async function endInvitations(tx: LedgerTx, personId: string): Promise<void> {
  await tx.write(
    'UPDATE keys.invitation SET expires_at = $2 WHERE person_id = $1 AND used_at IS NULL AND expires_at > $2',
    [personId, new Date(tx.now)],
  )
}

/** A person whose credentials end is signed out at once: sessions, and with them grants and claims. */
export async function endSessions(tx: LedgerTx, personId: string): Promise<void> {
  await tx.write('UPDATE keys.session SET revoked_at = $2 WHERE person_id = $1 AND revoked_at IS NULL', [
    personId,
    new Date(tx.now),
  ])
  await endClaimsOf(tx, personId, [])
}

/**
 * Makes a presented passkey usable. When it replaces a lost one, everything older of that person's ends with it:
 * passkeys, the trial code, sessions and claims.
 */
export async function confirmCredential(
  tx: LedgerTx,
  rules: ProofRules,
  person: { id: string; salt: Buffer; trial_ended_at: Date | null },
  credential: { fingerprint: Buffer; replaces: boolean },
  author: Author & { id?: string },
): Promise<Appended> {
  const now = new Date(tx.now)
  await tx.write('UPDATE keys.credential SET confirmed_at = $2, confirmed_by = $3 WHERE fingerprint = $1', [
    credential.fingerprint,
    now,
    author.id ?? null,
  ])
  const entry = appendCredential(tx, 'confirmed', author, person, credential.fingerprint)
  if (!credential.replaces) return entry
  const older = await tx.query<{ fingerprint: Buffer }>(
    `UPDATE keys.credential SET revoked_at = $3 WHERE person_id = $1 AND fingerprint <> $2 AND revoked_at IS NULL
     RETURNING fingerprint`,
    [person.id, credential.fingerprint, now],
  )
  const ended = older.map((row) => row.fingerprint)
  const trial = person.trial_ended_at === null ? trialDigest(rules, person.id) : undefined
  if (trial) {
    await tx.write('UPDATE keys.person SET trial_ended_at = $2 WHERE id = $1', [person.id, now])
    ended.push(trial)
  }
  for (const digest of ended) appendCredential(tx, 'revoked', author, person, digest)
  await endSessions(tx, person.id)
  return entry
}

import { toBase64Url } from '#domain/bytes'
import { INVITATION_MS } from '#domain/enrolment'
import type { CredentialOptions } from '#domain/identity-requests'
import type { ProofRules } from './verify-proof'

type Query = <Row extends object>(text: string, values?: unknown[]) => Promise<Row[]>

/**
 * What this person can unlock with. Anybody who knows a person's id may ask, since the reader asks before it has a
 * session: they learn how many passkeys there are, their ids and fingerprints, and the fingerprint of one that waits. None of these
 * opens anything; people whom nobody knows look like people who have nothing.
 */
export async function credentialOptions(
  query: Query,
  rules: ProofRules,
  personId: string,
  now: number,
): Promise<CredentialOptions> {
  const rows = await query<{ fingerprint: Buffer; credential_id: Buffer; confirmed: boolean }>(
    `SELECT fingerprint, credential_id, confirmed_at IS NOT NULL AS confirmed FROM keys.credential
     WHERE person_id = $1 AND revoked_at IS NULL AND (confirmed_at IS NOT NULL OR created_at > $2)
     ORDER BY created_at`,
    [personId, new Date(now - INVITATION_MS)],
  )
  const [ended] = rules.trialKeys.has(personId)
    ? await query<{ ended: boolean }>(
        'SELECT trial_ended_at IS NOT NULL AS ended FROM keys.person WHERE id = $1',
        [personId],
      )
    : []
  const waiting = rows.findLast((row) => !row.confirmed)
  return {
    trial: ended?.ended === false,
    passkeys: rows
      .filter((row) => row.confirmed)
      .map((row) => ({
        credentialId: toBase64Url(row.credential_id),
        credential: toBase64Url(row.fingerprint),
      })),
    waiting: waiting ? toBase64Url(waiting.fingerprint) : null,
  }
}

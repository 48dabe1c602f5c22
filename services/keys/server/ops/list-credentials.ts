import { toBase64Url } from '#domain/bytes'
import { INVITATION_ATTEMPTS, INVITATION_MS } from '#domain/enrolment'
import type { CredentialsAnswer, CredentialView, WorkerScope, WorkerView } from '#domain/identity-requests'
import type { LedgerTx } from '#services/ledger/append'
import type { ProofRules } from '../credentials/verify-proof'
import type { Operation } from '../operation'
import { invitationDigest, trialDigest } from '../people/identity-row'

/** Who can unlock, who is invited, who waits; and the workers. It names no content and leaves no entry. */
export const listCredentials: Operation<'list-credentials', CredentialsAnswer> = {
  op: 'list-credentials',
  by: 'person',
  role: ['admin', 'safety_lead'],
  most: 8,
  ref: () => 'credentials',
  run: async (tx, calls, { proofs }) => {
    const answer = {
      credentials: [...(await trials(tx, proofs)), ...(await passkeys(tx)), ...(await invitations(tx))],
      workers: await workers(tx),
    }
    return calls.map(() => answer)
  },
  answer: (answer) => answer,
}

async function trials(tx: LedgerTx, rules: ProofRules): Promise<CredentialView[]> {
  const rows = await tx.query<{ id: string }>(
    'SELECT id FROM keys.person WHERE id = ANY($1::uuid[]) AND trial_ended_at IS NULL ORDER BY id',
    [[...rules.trialKeys.keys()]],
  )
  return rows.map(({ id }) => ({
    ...{ personId: id, credential: toBase64Url(trialDigest(rules, id)!), kind: 'trial', state: 'confirmed' },
    ...{ since: 0, until: null, invitedBy: null, confirmedBy: null, replaces: false },
  }))
}

type PasskeyRow = {
  fingerprint: Buffer
  person_id: string
  created_at: Date
  confirmed_at: Date | null
  confirmed_by: string | null
  invited_by: string | null
  replaces: boolean
}

async function passkeys(tx: LedgerTx): Promise<CredentialView[]> {
  const rows = await tx.query<PasskeyRow>(
    `SELECT c.fingerprint, c.person_id, c.created_at, c.confirmed_at, c.confirmed_by, i.invited_by, i.replaces
     FROM keys.credential c JOIN keys.invitation i ON i.id = c.invitation_id
     WHERE c.revoked_at IS NULL AND (c.confirmed_at IS NOT NULL OR c.created_at > $1) ORDER BY c.created_at`,
    [new Date(tx.now - INVITATION_MS)],
  )
  return rows.map((row) => ({
    personId: row.person_id,
    credential: toBase64Url(row.fingerprint),
    kind: 'passkey',
    state: row.confirmed_at ? 'confirmed' : 'waiting',
    since: row.created_at.getTime(),
    until: row.confirmed_at ? null : row.created_at.getTime() + INVITATION_MS,
    invitedBy: row.invited_by,
    confirmedBy: row.confirmed_by,
    replaces: row.replaces,
  }))
}

type InvitationRow = {
  id: string
  person_id: string
  invited_by: string | null
  replaces: boolean
  created_at: Date
  expires_at: Date
}

async function invitations(tx: LedgerTx): Promise<CredentialView[]> {
  const rows = await tx.query<InvitationRow>(
    `SELECT id, person_id, invited_by, replaces, created_at, expires_at FROM keys.invitation
     WHERE used_at IS NULL AND expires_at > $1 AND attempts < $2 ORDER BY created_at`,
    [new Date(tx.now), INVITATION_ATTEMPTS],
  )
  return rows.map((row) => ({
    personId: row.person_id,
    credential: toBase64Url(invitationDigest(row.id)),
    kind: 'invitation',
    state: 'waiting',
    since: row.created_at.getTime(),
    until: row.expires_at.getTime(),
    invitedBy: row.invited_by,
    confirmedBy: null,
    replaces: row.replaces,
  }))
}

async function workers(tx: LedgerTx): Promise<WorkerView[]> {
  const rows = await tx.query<{
    name: string
    public_key: Buffer
    scopes: WorkerScope[]
    since: Date
    until: Date | null
  }>(
    `SELECT name, public_key, scopes, since, until FROM keys.worker_identity
     WHERE until IS NULL OR until > $1 ORDER BY name, since`,
    [new Date(tx.now)],
  )
  return rows.map((row) => ({
    worker: row.name,
    key: toBase64Url(row.public_key),
    scopes: row.scopes,
    since: row.since.getTime(),
    until: row.until?.getTime() ?? null,
  }))
}

import type { KeyObject } from 'node:crypto'
import { verifyAuthenticationResponse } from '@simplewebauthn/server'
import { fromBase64Url, toBase64Url } from '#domain/bytes'
import type { CredentialProof } from '#domain/credential-proof'
import { fingerprintInput } from '#domain/enrolment'
import { verifyEd25519 } from '#lib/ed25519'
import type { LedgerTx } from '#services/ledger/append'
import { sha256 } from '#services/ledger/tree'
import { ceremonyProblem, isUserVerified } from './webauthn'

/** What proofs are checked against besides the database. */
export type ProofRules = {
  /** Trial credentials by person id. Empty in production. */
  trialKeys: ReadonlyMap<string, KeyObject>
  /** Where the passkeys live: its host is their RP id. */
  readerOrigin: string
  /** The only page that may hold the reader. */
  consoleOrigin: string
}
export type ProofProblem =
  | 'no_credential'
  | 'bad_credential'
  | 'wrong_ceremony'
  | 'wrong_challenge'
  | 'wrong_origin'
  | 'user_not_verified'
  | 'counter_regression'
export type Checked =
  | { ok: true; kind: 'trial'; personId: string }
  | { ok: true; kind: 'passkey'; fingerprint: Buffer; signCount: number }
  | { ok: false; code: ProofProblem }
type Query = <Row extends object>(text: string, values?: unknown[]) => Promise<Row[]>

/**
 * Whether this person's credential signed this challenge. Writes nothing: a proof that holds must still be spent
 * in the transaction that acts on it.
 * @param challenge 32 bytes: SHA-256 of one of the inputs of domain/credential-proof.ts.
 */
export async function checkProof(
  query: Query,
  rules: ProofRules,
  personId: string,
  proof: CredentialProof,
  challenge: Uint8Array,
): Promise<Checked> {
  if (proof.kind === 'passkey') return checkPasskey(query, rules, personId, proof, challenge)
  const key = rules.trialKeys.get(personId)
  if (!key) return { ok: false, code: 'no_credential' }
  const good = verifyEd25519(key, challenge, fromBase64Url(proof.signature))
  return good ? { ok: true, kind: 'trial', personId } : { ok: false, code: 'bad_credential' }
}

async function checkPasskey(
  query: Query,
  rules: ProofRules,
  personId: string,
  proof: Extract<CredentialProof, { kind: 'passkey' }>,
  challenge: Uint8Array,
): Promise<Checked> {
  const credentialId = Buffer.from(fromBase64Url(proof.credentialId))
  const [row] = await query<{ fingerprint: Buffer; public_key: Buffer }>(
    `SELECT fingerprint, public_key FROM keys.credential
     WHERE credential_id = $1 AND person_id = $2 AND confirmed_at IS NOT NULL AND revoked_at IS NULL`,
    [credentialId, personId],
  )
  // What was confirmed is the key: a row whose key was exchanged since is nobody's.
  const confirmed = row && sha256(fingerprintInput(credentialId, row.public_key))
  if (!confirmed || !row.fingerprint.equals(confirmed)) return { ok: false, code: 'no_credential' }
  const problem = ceremonyProblem(fromBase64Url(proof.clientDataJSON), 'webauthn.get', challenge, rules)
  if (problem) return { ok: false, code: problem }
  const authenticatorData = fromBase64Url(proof.authenticatorData)
  if (!isUserVerified(authenticatorData)) return { ok: false, code: 'user_not_verified' }
  const { clientDataJSON, signature } = proof
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        ...{
          id: proof.credentialId,
          rawId: proof.credentialId,
          type: 'public-key',
          clientExtensionResults: {},
        },
        response: { authenticatorData: proof.authenticatorData, clientDataJSON, signature },
      },
      expectedChallenge: toBase64Url(challenge),
      expectedOrigin: rules.readerOrigin,
      expectedRPID: new URL(rules.readerOrigin).hostname,
      requireUserVerification: true,
      // The counter is compared when the proof is spent, where no other use of the credential can come between.
      credential: { id: proof.credentialId, publicKey: new Uint8Array(row.public_key), counter: 0 },
    })
    if (!verified) return { ok: false, code: 'bad_credential' }
    return {
      ok: true,
      kind: 'passkey',
      fingerprint: row.fingerprint,
      signCount: authenticationInfo.newCounter,
    }
  } catch {
    return { ok: false, code: 'bad_credential' }
  }
}

/**
 * Makes sure inside the transaction that the credential still holds, and that an authenticator that counts has
 * counted on (WebAuthn §6.1.1): one that has not may have been copied. @returns why not, or undefined.
 */
export async function spendProof(
  tx: LedgerTx,
  checked: Extract<Checked, { ok: true }>,
): Promise<ProofProblem | undefined> {
  if (checked.kind === 'trial') {
    const [person] = await tx.query<{ ended: boolean }>(
      'SELECT trial_ended_at IS NOT NULL AS ended FROM keys.person WHERE id = $1 FOR SHARE',
      [checked.personId],
    )
    return person?.ended === false ? undefined : 'no_credential'
  }
  const { fingerprint, signCount } = checked
  const [row] = await tx.query<{ sign_count: string; usable: boolean }>(
    `SELECT sign_count, confirmed_at IS NOT NULL AND revoked_at IS NULL AS usable
     FROM keys.credential WHERE fingerprint = $1 FOR UPDATE`,
    [fingerprint],
  )
  if (!row?.usable) return 'no_credential'
  const before = Number(row.sign_count)
  if ((signCount > 0 || before > 0) && signCount <= before) return 'counter_regression'
  await tx.write('UPDATE keys.credential SET sign_count = $2 WHERE fingerprint = $1', [
    fingerprint,
    signCount,
  ])
  return undefined
}

/**
 * Checks and spends in one: for operations that demand a gesture of their own beside a signed request.
 * @param input the unhashed challenge, see domain/credential-proof.ts.
 */
export async function verifyProof(
  tx: LedgerTx,
  rules: ProofRules,
  personId: string,
  proof: CredentialProof,
  input: Uint8Array,
): Promise<{ ok: true; kind: 'trial' | 'passkey' } | { ok: false; code: ProofProblem }> {
  const checked = await checkProof(tx.query.bind(tx), rules, personId, proof, sha256(input))
  if (!checked.ok) return checked
  const code = await spendProof(tx, checked)
  return code ? { ok: false, code } : { ok: true, kind: checked.kind }
}

import { createHash, createHmac, randomBytes } from 'node:crypto'
import { fromBase64Url, toBase64Url } from '#domain/bytes'
import { confirmChallengeInput } from '#domain/credential-proof'
import { enrolChallengeInput, enrolmentCodeInput, formatEnrolmentCode } from '#domain/enrolment'
import type { EnrolmentAnswer } from '#domain/identity-requests'
import { signEd25519 } from '#lib/ed25519'
import { trialCredential } from '#services/keys/trial-credential'
import { type KeyServiceForTests, PEOPLE, type TestPerson } from './key-service'
import type { TestSession } from './session'
import { SoftwarePasskey } from './software-passkey'

export const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

export function codeHash(code: string, personId: string): Buffer {
  const { key, message } = enrolmentCodeInput(code, personId)
  return createHmac('sha256', key).update(message).digest()
}

/** What the reader of an admin does: makes a code and has the invitation signed. */
export async function invite(admin: TestSession, personId: string, replaces = false): Promise<string> {
  const code = formatEnrolmentCode(randomBytes(13))
  await admin.ask({
    op: 'invite-person',
    personId,
    codeHash: toBase64Url(codeHash(code, personId)),
    replaces,
  })
  return code
}

/** What the reader of the invited person does. `change` is what an attacker does instead. */
export async function enrol(
  keyd: KeyServiceForTests,
  personId: string,
  code: string,
  change: {
    passkey?: SoftwarePasskey
    origin?: string
    verified?: boolean
    challenge?: Uint8Array
    nonce?: string
  } = {},
): Promise<{ answer: EnrolmentAnswer; passkey: SoftwarePasskey }> {
  const passkey = change.passkey ?? new SoftwarePasskey()
  const nonce = change.nonce ?? (await keyd.client.nonce(personId)).nonce
  const challenge =
    change.challenge ?? sha256(enrolChallengeInput(fromBase64Url(nonce), codeHash(code, personId), personId))
  const place = { origin: change.origin ?? keyd.trust.readerOrigin, topOrigin: keyd.trust.consoleOrigin }
  const made = passkey.create(challenge, place, { verified: change.verified ?? true })
  return { answer: await keyd.client.enrol({ personId, nonce, code, ...made }), passkey }
}

/** The confirmation that a member of the trial's staff signs with their reading code. */
export async function confirmation(
  keyd: KeyServiceForTests,
  by: TestPerson,
  personId: string,
  credential: string,
) {
  const id = PEOPLE[by]
  const challenge = sha256(confirmChallengeInput(fromBase64Url(credential)))
  const key = await trialCredential(keyd.staffCodes[id]!, id)
  const proof = { kind: 'trial' as const, signature: toBase64Url(signEd25519(key, challenge)) }
  return { op: 'confirm-enrolment' as const, personId, credential, proof }
}

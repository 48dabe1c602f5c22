import { fromBase64Url, toBase64Url } from '#domain/bytes'
import type { CredentialProof } from '#domain/credential-proof'
import { CredentialOptions } from '#domain/identity-requests'
import { TRIAL_ROUNDS } from '#domain/key-request'
import { readingCodeInput } from '#domain/reading-code'
import { VerificationError } from './refusal'
import { postRelay } from './relay-client'
import { buffer, signWithSeed } from './web-crypto'

/** What the person can prove themselves with, as the key service says. It opens nothing by itself. */
export async function credentialOptions(personId: string): Promise<CredentialOptions> {
  const result = CredentialOptions.safeParse(await postRelay('/relay/credentials', { personId }))
  if (!result.success) throw new VerificationError('bad_answer')
  return result.data
}

/** How long an authenticator may ask the person for. */
export const GESTURE_MS = 120_000

/** Asks the authenticator. @param challenge 32 bytes. @throws DOMException NotAllowedError when the person declines. */
export async function passkeyProof(
  challenge: Uint8Array,
  passkeys: CredentialOptions['passkeys'],
): Promise<CredentialProof> {
  const credential = (await navigator.credentials.get({
    publicKey: {
      challenge: buffer(challenge),
      rpId: location.hostname,
      allowCredentials: passkeys.map(({ credentialId }) => ({
        type: 'public-key',
        id: fromBase64Url(credentialId),
      })),
      userVerification: 'required',
      timeout: GESTURE_MS,
    },
  })) as PublicKeyCredential
  const { authenticatorData, clientDataJSON, signature } =
    credential.response as AuthenticatorAssertionResponse
  return {
    kind: 'passkey',
    credentialId: text(credential.rawId),
    authenticatorData: text(authenticatorData),
    clientDataJSON: text(clientDataJSON),
    signature: text(signature),
  }
}

/** Signs with the key of a trial's reading code. @param challenge 32 bytes. */
export async function trialProof(
  challenge: Uint8Array,
  code: string,
  personId: string,
): Promise<CredentialProof> {
  const signature = await signWithSeed(await deriveSeed(code, personId), challenge)
  return { kind: 'trial', signature: toBase64Url(signature) }
}

/** PBKDF2-SHA256 from the code to the Ed25519 seed, see domain/reading-code.ts. */
async function deriveSeed(code: string, personId: string): Promise<Uint8Array> {
  const { password, salt } = readingCodeInput(code, personId)
  const base = await crypto.subtle.importKey('raw', buffer(password), 'PBKDF2', false, ['deriveBits'])
  password.fill(0)
  const parameters = { name: 'PBKDF2', hash: 'SHA-256', salt: buffer(salt), iterations: TRIAL_ROUNDS }
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, base, 256))
}

function text(bytes: ArrayBuffer): string {
  return toBase64Url(new Uint8Array(bytes))
}

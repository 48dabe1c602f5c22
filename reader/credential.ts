import type { CredentialProof } from '#domain/credential-proof'
import { credentialForm } from './credential-form'
import { currentSession } from './session'
import { sha256 } from './web-crypto'

/** The person did not want to, after all. */
export class GestureCancelled extends Error {
  override readonly name = 'GestureCancelled'
}

/**
 * A gesture of its own for one challenge, so that an unlocked session is not enough: the person touches their
 * passkey, or types the reading code again. Draws what it needs into `place`, and empties that when it is done.
 * @param challengeInput one of the inputs of domain/credential-proof.ts; what is signed is its SHA-256.
 * @throws GestureCancelled.
 */
export function proveCredential(
  challengeInput: Uint8Array,
  place: HTMLElement,
  words: { why: string; verb?: string } = { why: 'This takes a gesture of its own.' },
): Promise<CredentialProof> {
  const session = currentSession()
  if (!session) return Promise.reject(new GestureCancelled())
  return new Promise((resolve, reject) => {
    const form = credentialForm({
      personId: session.personId,
      why: words.why,
      verb: words.verb ?? 'Sign',
      async act(prove) {
        const proof = await prove(sha256(challengeInput))
        place.replaceChildren()
        resolve(proof)
      },
      onCancel() {
        place.replaceChildren()
        reject(new GestureCancelled())
      },
    })
    place.replaceChildren(form)
    form.querySelector<HTMLElement>('input, button')?.focus()
  })
}

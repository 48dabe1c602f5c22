import { fromBase64Url, toBase64Url } from '#domain/bytes'
import { enrolChallengeInput, isEnrolmentCode, spokenFingerprint } from '#domain/enrolment'
import { EnrolmentAnswer } from '#domain/identity-requests'
import { madeFingerprint } from './attested-key'
import { hashCode } from './confirmation'
import { credentialOptions, GESTURE_MS } from './credential-proofs'
import { element } from './element'
import { reportHeight, tellParent } from './parent'
import { RelayError, refusalCode, refusalWords, VerificationError } from './refusal'
import { postRelay } from './relay-client'
import { currentPerson } from './session'
import { buffer, randomBytes, sha256 } from './web-crypto'

const POLL_MS = 3_000
const NOT_A_CODE = 'A one-time code has 20 letters and digits, in five groups of four.'
/** COSE algorithms that the key service takes: ES256, EdDSA, RS256. */
const ALGORITHMS = [-7, -8, -257]

const REFUSED: Record<string, string> = {
  wrong_code: 'This code is not the one of your newest invitation. After five wrong codes it ends.',
  no_invitation: 'There is no invitation for you. Ask an admin for one.',
  too_many_attempts: 'This invitation has ended after too many wrong codes. Ask an admin for a new one.',
  invitation_used: 'This invitation was used already. If it was not you, tell a safety lead at once.',
  invitation_expired: 'This invitation has ended. Ask an admin for a new one.',
  user_not_verified: 'This passkey did not verify you. Use one with a PIN, a fingerprint or a face.',
  credential_known: 'This passkey is enrolled already.',
}

/** Where an invited person makes a passkey. It is typed, made and shown here; the page learns only the state. */
export class EnrolMode {
  private readonly box = element('div', { class: 'enrol' })
  private poll: ReturnType<typeof setTimeout> | undefined
  private person: string | undefined

  constructor(root: HTMLElement) {
    root.append(this.box)
    reportHeight(this.box)
  }

  receive(): void {}

  /** Runs after each `hello`, too: only then is the person known. */
  sessionChanged(): void {
    const person = currentPerson()
    if (person === undefined || person === this.person) return
    this.person = person
    void this.begin(person)
  }

  key(): boolean {
    return false
  }

  close(): void {
    clearTimeout(this.poll)
  }

  private async begin(person: string): Promise<void> {
    this.box.replaceChildren(element('p', { class: 'hint' }, 'One moment…'))
    try {
      const { waiting } = await credentialOptions(person)
      if (waiting === null) this.drawForm(person)
      else this.drawWaiting(person, waiting)
    } catch (error) {
      this.box.replaceChildren(element('p', { class: 'problem', role: 'alert' }, words(error)))
      this.poll = setTimeout(() => void this.begin(person), POLL_MS)
    }
  }

  private drawForm(person: string): void {
    const input = element('input', {
      ...{ id: 'one-time-code', class: 'code', type: 'text', autocomplete: 'off', spellcheck: 'false' },
      ...{ autocapitalize: 'characters', required: true, 'aria-describedby': 'enrol-why enrol-problem' },
    })
    const problem = element('p', { id: 'enrol-problem', class: 'problem', role: 'alert' })
    const submit = element('button', { type: 'submit', class: 'primary' }, 'Make a passkey')
    const form = element(
      'form',
      { class: 'unlock', novalidate: true },
      element('label', { for: 'one-time-code' }, 'One-time code'),
      element(
        'p',
        { id: 'enrol-why', class: 'hint' },
        'From the admin who invited you. Typed in this frame only.',
      ),
      element('div', { class: 'row' }, input, submit),
      problem,
    )
    form.addEventListener('submit', async (event) => {
      event.preventDefault()
      if (!isEnrolmentCode(input.value)) {
        problem.textContent = NOT_A_CODE
        input.setAttribute('aria-invalid', 'true')
        return
      }
      input.removeAttribute('aria-invalid')
      problem.textContent = ''
      submit.disabled = true
      try {
        const { credential, confirmed } = await enrol(person, input.value)
        if (confirmed) this.drawConfirmed()
        else this.drawWaiting(person, credential)
      } catch (error) {
        problem.textContent = words(error)
        submit.disabled = false
      }
    })
    this.box.replaceChildren(form)
    tellParent({ type: 'enrolment', state: 'asked' })
  }

  private drawWaiting(person: string, fingerprint: string): void {
    this.box.replaceChildren(
      element('h2', {}, 'Read this to the second person'),
      element('p', { class: 'spoken' }, spokenFingerprint(fromBase64Url(fingerprint))),
      element(
        'p',
        { class: 'hint' },
        'An admin or a safety lead other than the one who invited you: face to face, or in a call where they know you.',
      ),
      element('p', { role: 'status' }, 'Waiting for their confirmation…'),
    )
    tellParent({ type: 'enrolment', state: 'waiting' })
    const ask = async () => {
      const { waiting, passkeys } = await credentialOptions(person)
      if (waiting === fingerprint) return false
      const confirmed = passkeys.some(({ credential }) => credential === fingerprint)
      if (confirmed) this.drawConfirmed()
      else void this.begin(person)
      return true
    }
    const again = () => {
      this.poll = setTimeout(() => {
        ask().then(
          (ended) => !ended && again(),
          () => again(),
        )
      }, POLL_MS)
    }
    clearTimeout(this.poll)
    again()
  }

  private drawConfirmed(): void {
    this.box.replaceChildren(
      element(
        'p',
        { role: 'status' },
        element('span', { class: 'dot', 'aria-hidden': 'true' }),
        'Confirmed.',
      ),
      element('p', { class: 'hint' }, 'Your passkey unlocks the reading key from now on.'),
    )
    tellParent({ type: 'enrolment', state: 'confirmed' })
  }
}

/** Makes a passkey for exactly this person, code and nonce, and presents it. */
async function enrol(personId: string, code: string): Promise<EnrolmentAnswer> {
  const { nonce } = (await postRelay('/relay/nonce', { personId })) as { nonce: string }
  const codeHash = fromBase64Url(await hashCode(code, personId))
  const challenge = sha256(enrolChallengeInput(fromBase64Url(nonce), codeHash, personId))
  const credential = (await navigator.credentials.create({
    publicKey: {
      challenge: buffer(challenge),
      rp: { id: location.hostname, name: 'Countersign' },
      // No name of anybody: authenticators keep and show these.
      user: { id: buffer(randomBytes(32)), name: `Person ${personId.slice(-8)}`, displayName: '' },
      pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
      authenticatorSelection: { userVerification: 'required', residentKey: 'preferred' },
      attestation: 'none',
      timeout: GESTURE_MS,
    },
  })) as PublicKeyCredential
  const response = credential.response as AuthenticatorAttestationResponse
  const { clientDataJSON, attestationObject } = response
  const answer = await postRelay('/relay/enrol', {
    ...{ personId, nonce, code },
    credentialId: toBase64Url(new Uint8Array(credential.rawId)),
    clientDataJSON: toBase64Url(new Uint8Array(clientDataJSON)),
    attestationObject: toBase64Url(new Uint8Array(attestationObject)),
  })
  const result = EnrolmentAnswer.safeParse(answer)
  if (!result.success) throw new VerificationError('bad_answer')
  // What is read to the second person is what was made here, whoever the answer came through.
  const made = madeFingerprint(new Uint8Array(response.getAuthenticatorData()))
  if (result.data.credential !== toBase64Url(made)) throw new VerificationError('bad_answer')
  return result.data
}

function words(error: unknown): string {
  if (error instanceof RelayError) return REFUSED[error.reason] ?? refusalWords(error.reason)
  if (error instanceof DOMException && error.name === 'NotAllowedError')
    return 'No passkey was made: it was declined, or it took too long. Your code is still good.'
  if (error instanceof DOMException) return 'This browser or device could not make a passkey.'
  return refusalWords(refusalCode(error))
}

import { fromBase64Url, toBase64Url } from '#domain/bytes'
import { type CredentialProof, confirmChallengeInput } from '#domain/credential-proof'
import { enrolmentCodeInput, formatEnrolmentCode } from '#domain/enrolment'
import { KeyRequest, type RequestOf } from '#domain/key-request'
import type { ConfirmedOp, SignableRequest } from '#domain/reader-protocol'
import { READING_CODE_RANDOM_BYTES } from '#domain/reading-code'
import { requestWords } from '#domain/request-words'
import { GestureCancelled, proveCredential } from './credential'
import { button, element } from './element'
import { RelayError } from './refusal'
import { buffer, randomBytes } from './web-crypto'

type Confirmed = RequestOf<ConfirmedOp>
/** A click that was on its way to something else when the question appeared is not an answer. */
const SETTLE_MS = 400
/** Stands for the gesture while a request is read and shown; what is signed has the real one. */
const NO_PROOF: CredentialProof = { kind: 'trial', signature: 'A'.repeat(86) }

/**
 * Asks the person, inside the reader's frame, whether to sign what the page wants signed. One question at a time: a
 * second one is refused, so that nobody answers another than they have read.
 */
export class Confirmation {
  readonly box = element('div', { class: 'confirmation' })
  private readonly want: (wanted: boolean) => void
  private giveUp: (() => void) | undefined
  private showing = false
  /** From the first question until it is answered, and a code that came of it is put away. */
  private asking = false

  constructor(want: (wanted: boolean) => void) {
    this.want = want
  }

  /** Whatever is asked is answered with no. A code that is shown stays: it could not be shown again. */
  decline(): void {
    if (!this.showing) this.giveUp?.()
  }

  /** The reader locks or goes: nothing stays on the screen. */
  cancel(): void {
    this.giveUp?.()
  }

  /** @returns the request with what the reader adds. @throws GestureCancelled; ZodError for an ill-formed request. */
  async ask(request: SignableRequest): Promise<Omit<Confirmed, 'requestId' | 'at'>> {
    if (this.asking) throw new RelayError('busy')
    this.asking = true
    try {
      const code =
        request.op === 'invite-person' ? formatEnrolmentCode(randomBytes(READING_CODE_RANDOM_BYTES)) : ''
      const whole = await complete(request, code)
      await this.question(whole)
      if (whole.op === 'confirm-enrolment') whole.proof = await this.gesture(whole.credential)
      if (code) this.show(code)
      else this.done()
      const { requestId: _id, at: _at, ...body } = whole
      return body
    } catch (error) {
      this.done()
      throw error
    }
  }

  private question(request: Confirmed): Promise<void> {
    const { title, lines } = requestWords(request)
    return new Promise((resolve, reject) => {
      const sign = button('Sign', { class: 'primary', disabled: true }, resolve)
      setTimeout(() => {
        sign.disabled = false
      }, SETTLE_MS)
      this.open(() => reject(new GestureCancelled()))
      this.draw(
        element('h2', {}, title),
        ...lines.map((line) => element('p', { class: 'asked' }, line)),
        element(
          'p',
          { class: 'hint' },
          'The page asks for this. It is signed with your key and stands in the ledger.',
        ),
        element(
          'div',
          { class: 'row' },
          sign,
          button('Cancel', {}, () => this.giveUp?.()),
        ),
      )
    })
  }

  private gesture(credential: string): Promise<CredentialProof> {
    const place = element('div')
    this.box.append(place)
    for (const node of this.box.querySelectorAll(':scope > .row')) node.remove()
    return new Promise((resolve, reject) => {
      this.giveUp = () => reject(new GestureCancelled())
      const why = 'Vouching takes a gesture of its own.'
      proveCredential(confirmChallengeInput(fromBase64Url(credential)), place, { why }).then(resolve, reject)
    })
  }

  /** Shown this once, here alone; it works when the page says that the invitation stands. */
  private show(code: string): void {
    this.giveUp = () => this.done()
    this.showing = true
    this.draw(
      element('h2', {}, 'One-time code'),
      element('p', { class: 'spoken', 'data-code': true }, code),
      element(
        'p',
        { class: 'hint' },
        'Give it to the person yourself, face to face or in a call: the console cannot see it, and it is not shown again. ',
        'It is good for a day and one passkey, once the page says that the invitation stands.',
      ),
      element(
        'div',
        { class: 'row' },
        button('I have passed it on', { class: 'primary' }, () => this.done()),
      ),
    )
  }

  private open(giveUp: () => void): void {
    this.giveUp = giveUp
    this.want(true)
  }

  private draw(...parts: Node[]): void {
    this.box.replaceChildren(...parts)
    this.box.querySelector<HTMLElement>('button:not(:disabled)')?.focus()
  }

  private done(): void {
    this.giveUp = undefined
    this.showing = false
    this.asking = false
    this.box.replaceChildren()
    this.want(false)
  }
}

/** The whole request, parsed: what is shown is what will be signed. */
async function complete(request: SignableRequest, code: string): Promise<Confirmed> {
  const stamp = { requestId: crypto.randomUUID(), at: Date.now() }
  const codeHash = request.op === 'invite-person' ? { codeHash: await hashCode(code, request.personId) } : {}
  const proof = request.op === 'confirm-enrolment' ? { proof: NO_PROOF } : {}
  return KeyRequest.parse({ ...request, ...codeHash, ...proof, ...stamp }) as Confirmed
}

/** HMAC-SHA256 of a one-time code, base64url: see domain/enrolment.ts. */
export async function hashCode(code: string, personId: string): Promise<string> {
  const { key, message } = enrolmentCodeInput(code, personId)
  const parameters = { name: 'HMAC', hash: 'SHA-256' }
  const imported = await crypto.subtle.importKey('raw', buffer(key), parameters, false, ['sign'])
  return toBase64Url(new Uint8Array(await crypto.subtle.sign('HMAC', imported, message)))
}

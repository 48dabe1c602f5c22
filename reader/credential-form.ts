import { fromBase64Url } from '#domain/bytes'
import type { CredentialProof } from '#domain/credential-proof'
import { spokenFingerprint } from '#domain/enrolment'
import type { CredentialOptions } from '#domain/identity-requests'
import { isReadingCode } from '#domain/reading-code'
import { credentialOptions, passkeyProof, trialProof } from './credential-proofs'
import { button, element } from './element'
import { RelayError, refusalCode, refusalWords } from './refusal'

const NOT_A_CODE = 'A reading code has 20 letters and digits, in five groups of four.'
const WRONG_CODE = 'This code does not belong to the person who is signed in. Nothing was unlocked.'
const WRONG_PASSKEY = 'The key service did not accept this passkey. Nothing was unlocked.'
const WRONG = ['bad_credential', 'no_credential', 'no_person']

const LOOK_AGAIN_MS = 10_000

/** Makes a proof over a challenge[32], by whichever means the person chose. */
export type Prove = (challenge: Uint8Array) => Promise<CredentialProof>
type Options = {
  personId: string
  why: string
  /** What the buttons say, such as `Unlock`. */
  verb: string
  act(prove: Prove): Promise<void>
  onCancel?: () => void
}

/**
 * Asks for whatever this person has: a passkey, a trial's reading code, or both. A code is typed here, inside the
 * reader's origin, and the field is emptied as soon as it has been used, whether it was right or not.
 */
export function credentialForm(options: Options): HTMLFormElement {
  const problem = element('p', { id: 'code-problem', class: 'problem', role: 'alert' })
  const ways = element('div', { class: 'ways' }, element('p', { class: 'hint' }, 'One moment…'))
  const form = element('form', { class: 'unlock', novalidate: true }, ways, problem)
  const cancel = () => options.onCancel && button('Cancel', { class: 'quiet' }, options.onCancel)
  let busy = false

  async function attempt(prove: Prove, wrong: string): Promise<boolean> {
    if (busy) return false
    busy = true
    problem.textContent = ''
    form.classList.add('busy')
    for (const node of form.querySelectorAll('button')) node.disabled = true
    try {
      await options.act(prove)
      return true
    } catch (error) {
      problem.textContent = words(error, wrong)
      return false
    } finally {
      busy = false
      form.classList.remove('busy')
      for (const node of form.querySelectorAll('button')) node.disabled = false
    }
  }

  function passkeyButton(passkeys: CredentialOptions['passkeys']): HTMLElement {
    return button(`${options.verb} with passkey`, { class: 'primary' }, () => {
      void attempt((challenge) => passkeyProof(challenge, passkeys), WRONG_PASSKEY)
    })
  }

  function codePart(): HTMLElement {
    const input = element('input', {
      ...{ id: 'code', class: 'code', type: 'text', autocomplete: 'off', autocapitalize: 'characters' },
      ...{ spellcheck: 'false', required: true, 'aria-describedby': 'code-why code-problem' },
    })
    form.onsubmit = async (event) => {
      event.preventDefault()
      const code = input.value
      if (!isReadingCode(code)) {
        problem.textContent = NOT_A_CODE
        input.setAttribute('aria-invalid', 'true')
        return
      }
      input.value = ''
      input.removeAttribute('aria-invalid')
      const done = await attempt((challenge) => trialProof(challenge, code, options.personId), WRONG_CODE)
      if (!done) input.focus()
    }
    const submit = element('button', { type: 'submit', class: 'primary' }, options.verb)
    return element(
      'div',
      {},
      element('label', { for: 'code' }, 'Reading code'),
      element('p', { id: 'code-why', class: 'hint' }, options.why),
      element('div', { class: 'row' }, input, submit, cancel()),
    )
  }

  async function draw(): Promise<void> {
    const had = form.contains(document.activeElement)
    const { trial, passkeys, waiting } = await credentialOptions(options.personId)
    const parts: Node[] = []
    if (passkeys.length > 0)
      parts.push(
        ...(trial ? [] : [element('p', { class: 'hint' }, options.why)]),
        element('div', { class: 'row' }, passkeyButton(passkeys), !trial && cancel()),
      )
    if (trial) parts.push(codePart())
    if (parts.length === 0) {
      parts.push(...nothingYet(waiting), element('div', { class: 'row' }, cancel()))
      lookAgain()
    }
    ways.replaceChildren(...parts)
    if (had || document.hasFocus()) ways.querySelector<HTMLElement>('input, button')?.focus()
  }

  /** Somebody else may make it true meanwhile: looked at again now and then, and when the frame is turned to. */
  function lookAgain(): void {
    const timer = setTimeout(again, LOOK_AGAIN_MS)
    window.addEventListener('focus', again, { once: true })
    function again() {
      clearTimeout(timer)
      window.removeEventListener('focus', again)
      if (form.isConnected) load()
    }
  }

  function load(): void {
    draw().catch((error: unknown) => {
      ways.replaceChildren(
        element('p', { role: 'alert' }, refusalWords(refusalCode(error))),
        element('div', { class: 'row' }, button('Try again', {}, load), cancel()),
      )
    })
  }
  form.onsubmit = (event) => event.preventDefault()
  load()
  return form
}

function nothingYet(waiting: string | null): Node[] {
  if (waiting !== null)
    return [
      element('p', {}, 'Your passkey waits for its second person. Read this to them:'),
      element('p', { class: 'spoken' }, spokenFingerprint(fromBase64Url(waiting))),
    ]
  return [
    element('p', {}, 'There is no reading key for you yet.'),
    element(
      'p',
      { class: 'hint' },
      'Ask an admin to invite you; then open ',
      element('span', { class: 'address' }, 'Enrol'),
      ' in the console and type the code that they give you.',
    ),
  ]
}

function words(error: unknown, wrong: string): string {
  if (error instanceof RelayError) return WRONG.includes(error.reason) ? wrong : refusalWords(error.reason)
  if (error instanceof DOMException && error.name === 'NotAllowedError')
    return 'The passkey was not used: it was declined, or it took too long.'
  if (error instanceof DOMException && error.name === 'NotSupportedError')
    return 'This browser cannot make the keys that reading needs (Ed25519). Update it.'
  return 'That failed. Nothing was unlocked.'
}

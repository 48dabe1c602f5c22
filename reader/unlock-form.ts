import { isReadingCode } from '#domain/reading-code'
import { button, element } from './element'
import { RelayError, refusalWords } from './refusal'
import { unlock } from './session'

const NOT_A_CODE = 'A reading code has 20 letters and digits, in five groups of four.'
const WRONG_CODE = 'This code does not belong to the person who is signed in. Nothing was unlocked.'
const WRONG = ['bad_credential', 'no_credential', 'no_person']

/**
 * Asks for the reading code. It is typed here, inside the reader's origin, and the field is emptied as soon as
 * it has been used, whether it was right or not.
 */
export function unlockForm(options: { why: string; onCancel?: () => void }): HTMLFormElement {
  const input = element('input', {
    id: 'code',
    class: 'code',
    type: 'text',
    autocomplete: 'off',
    autocapitalize: 'characters',
    spellcheck: 'false',
    required: true,
    'aria-describedby': 'code-why code-problem',
  })
  const problem = element('p', { id: 'code-problem', class: 'problem', role: 'alert' })
  const submit = element('button', { type: 'submit', class: 'primary' }, 'Unlock')
  const form = element(
    'form',
    { class: 'unlock', novalidate: true },
    element('label', { for: 'code' }, 'Reading code'),
    element('p', { id: 'code-why', class: 'hint' }, options.why),
    element(
      'div',
      { class: 'row' },
      input,
      submit,
      options.onCancel && button('Cancel', { class: 'quiet' }, options.onCancel),
    ),
    problem,
  )
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const code = input.value
    if (!isReadingCode(code)) {
      problem.textContent = NOT_A_CODE
      input.setAttribute('aria-invalid', 'true')
      return
    }
    input.value = ''
    input.removeAttribute('aria-invalid')
    problem.textContent = ''
    submit.disabled = true
    submit.textContent = 'Unlocking…'
    try {
      await unlock(code)
    } catch (error) {
      problem.textContent = words(error)
      input.focus()
    } finally {
      submit.disabled = false
      submit.textContent = 'Unlock'
    }
  })
  return form
}

function words(error: unknown): string {
  if (error instanceof RelayError)
    return WRONG.includes(error.reason) ? WRONG_CODE : refusalWords(error.reason)
  if (error instanceof DOMException && error.name === 'NotSupportedError')
    return 'This browser cannot make the keys that reading needs (Ed25519). Update it.'
  return 'Unlocking failed. Nothing was unlocked.'
}

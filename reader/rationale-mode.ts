import { ACTIONS, type ActionCode, POLICIES, type PolicyCode } from '#domain/decision'
import type { ToReader } from '#domain/reader-protocol'
import { trust } from './compiled-trust'
import { element } from './element'
import { reportHeight, tellParent } from './parent'
import { refusalCode, refusalWords } from './refusal'
import { getRelay } from './relay-client'
import { chooseEpoch, sealRationale } from './seal-rationale'
import { currentSession } from './session'
import { signRequest } from './sign'
import { unlockForm } from './unlock-form'

export const MAX_RATIONALE_CHARS = 8_000
type Decide = Extract<ToReader, { type: 'decide' }>

/** Where the rationale is written and sealed. Only its length goes up until it is ciphertext. */
export class RationaleMode {
  private readonly root: HTMLElement
  private readonly field: HTMLTextAreaElement
  private readonly count = element('span', { class: 'hint' })
  private readonly status = element('p', { class: 'status', role: 'status' })
  private readonly lockedPart = element('div')
  private deciding: string | undefined

  constructor(root: HTMLElement) {
    this.root = root
    this.field = element('textarea', {
      // Not the frame's fragment, #rationale: Chromium would put the keyboard into it unasked.
      id: 'rationale-text',
      rows: 4,
      maxlength: MAX_RATIONALE_CHARS,
      required: true,
      dir: 'auto',
      'aria-describedby': 'rationale-hint',
      placeholder: 'What you saw, which policy it meets, and why this action.',
    })
    this.field.addEventListener('input', () => this.sized())
    const box = element(
      'div',
      { class: 'rationale' },
      this.lockedPart,
      element('label', { for: 'rationale-text' }, 'Rationale'),
      this.field,
      element(
        'p',
        { class: 'row' },
        element('span', { id: 'rationale-hint', class: 'hint' }, 'Sealed in this frame before it leaves.'),
        this.count,
      ),
      this.status,
    )
    this.root.append(box)
    reportHeight(box)
    this.sized()
  }

  receive(message: ToReader): void {
    if (message.type === 'decide') void this.decide(message)
    else if (message.type === 'decided-ok' && message.id === this.deciding) this.clear()
    else if (message.type === 'close') this.clear()
    else if (message.type === 'focus' && message.target === 'rationale') this.field.focus()
  }

  sessionChanged(): void {
    const why = 'Needed to sign the decision. Typed here only.'
    this.lockedPart.replaceChildren(...(currentSession() ? [] : [unlockForm({ why })]))
  }

  key(): boolean {
    return false
  }

  close(): void {
    this.clear()
  }

  private sized(): void {
    const { length } = this.field.value
    this.count.textContent = `${length.toLocaleString('en')} / ${MAX_RATIONALE_CHARS.toLocaleString('en')}`
    tellParent({ type: 'rationale', sizeChars: length })
  }

  private clear(): void {
    this.field.value = ''
    this.field.readOnly = false
    this.status.textContent = ''
    this.deciding = undefined
    this.sized()
  }

  /** The text stays in the field until the page says that the decision stands: a failure loses nothing. */
  private async decide(message: Decide): Promise<void> {
    const session = currentSession()
    const text = this.field.value.trim()
    if (!session) return this.fail(message.id, 'locked')
    if (text === '') return this.fail(message.id, 'rationale_empty')
    if (text.length > MAX_RATIONALE_CHARS) return this.fail(message.id, 'rationale_too_long')
    if (!(message.policy in POLICIES) || !(message.action in ACTIONS))
      return this.fail(message.id, 'bad_decision')
    const policy = message.policy as PolicyCode
    const action = message.action as ActionCode
    this.deciding = message.id
    // What the page asked to have signed is shown by the reader itself.
    this.say(`Signing: ${POLICIES[policy].name}, ${ACTIONS[action].name.toLowerCase()}.`)
    try {
      const now = Date.now()
      const epoch = await chooseEpoch(trust, await getRelay('/relay/epochs'), message.region, now)
      const { caseId, decisionId } = message
      const place = { ...message, personId: session.personId }
      const { rationale, envelope } = await sealRationale(text, place, epoch, now)
      const { signed } = await signRequest(session, {
        ...{ op: 'decide', caseId, decisionId, policy, action, rationale },
      })
      this.say(`Signed: ${POLICIES[policy].name}, ${ACTIONS[action].name.toLowerCase()}.`)
      tellParent({ type: 'decided', id: message.id, signed, envelope })
    } catch (error) {
      this.fail(message.id, refusalCode(error))
    }
  }

  private say(words: string): void {
    this.status.classList.remove('problem')
    this.status.textContent = words
  }

  private fail(id: string, code: string): void {
    const own: Record<string, string> = {
      rationale_empty: 'Write a rationale first: it is part of every decision.',
      rationale_too_long: `The rationale is longer than ${MAX_RATIONALE_CHARS.toLocaleString('en')} characters.`,
      bad_decision: 'This decision names a policy or an action that the reader does not know.',
    }
    this.status.classList.add('problem')
    this.status.textContent = own[code] ?? refusalWords(code)
    if (code === 'rationale_empty') this.field.focus()
    tellParent({ type: 'failed', id, code })
  }
}

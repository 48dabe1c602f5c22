import { isConfirmed, type SignableRequest, type ToReader } from '#domain/reader-protocol'
import { Confirmation } from './confirmation'
import { timeWords } from './conversation/words'
import { GestureCancelled } from './credential'
import { button, element } from './element'
import { reportHeight, tellParent } from './parent'
import { refusalCode } from './refusal'
import { currentSession, isKept, lock } from './session'
import { isSignable, signRequest } from './sign'
import { unlockForm } from './unlock-form'

const WHY =
  'Typed here only. The console around this frame never sees it, and the key cannot leave this browser.'

/** The frame that holds the reading key for the page: it unlocks, locks, and signs what the page may ask. */
export class AgentMode {
  private readonly box = element('div', { class: 'agent' })
  private readonly state = element('div', { class: 'agent-state' })
  private readonly confirmation: Confirmation

  constructor(root: HTMLElement) {
    this.confirmation = new Confirmation((wanted) => {
      this.state.hidden = wanted
      tellParent({ type: 'attention', wanted })
    })
    this.box.append(this.confirmation.box, this.state)
    root.append(this.box)
    reportHeight(this.box)
    window.addEventListener('focus', () => this.firstControl()?.focus())
  }

  receive(message: ToReader): void {
    if (message.type === 'sign') void this.sign(message.id, message.request)
    if (message.type === 'close') this.confirmation.decline()
  }

  sessionChanged(): void {
    const session = currentSession()
    if (!session) {
      this.confirmation.cancel()
      this.state.replaceChildren(unlockForm({ why: WHY }))
      return
    }
    this.state.replaceChildren(
      element(
        'p',
        {},
        element('span', { class: 'dot', 'aria-hidden': 'true' }),
        `Unlocked until ${timeWords(session.expiresAt)}`,
      ),
      element(
        'p',
        { class: 'hint' },
        session.trial && 'A trial code unlocked it: good for sample data only. ',
        'Every opening, claim and decision is signed with a key that exists in this browser alone.',
        !isKept() && ' This browser stores nothing for the reader: a reload asks for it again.',
      ),
      button('Lock now', {}, () => void lock()),
    )
  }

  key(): boolean {
    return false
  }

  close(): void {
    this.confirmation.cancel()
  }

  private firstControl(): HTMLElement | null {
    return this.box.querySelector<HTMLElement>(
      '.confirmation :is(input, button), .agent-state :is(input, button)',
    )
  }

  /**
   * Never a release: whoever held a signed one could ask for the keys in this person's name. What changes authority
   * takes a click in here; the rest is signed as the page asks.
   */
  private async sign(id: string, request: SignableRequest): Promise<void> {
    const session = currentSession()
    if (!session) return tellParent({ type: 'failed', id, code: 'locked' })
    if (!isSignable(request)) return tellParent({ type: 'failed', id, code: 'not_signable' })
    try {
      const whole = isConfirmed(request.op) ? await this.confirmation.ask(request) : request
      const { signed } = await signRequest(session, whole as never)
      tellParent({ type: 'signed', id, signed })
    } catch (error) {
      tellParent({ type: 'failed', id, code: codeOf(error) })
    }
  }
}

function codeOf(error: unknown): string {
  if (error instanceof GestureCancelled) return 'cancelled'
  if (error instanceof Error && error.name.endsWith('ZodError')) return 'bad_request'
  return refusalCode(error)
}

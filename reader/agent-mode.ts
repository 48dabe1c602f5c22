import type { SignableRequest, ToReader } from '#domain/reader-protocol'
import { timeWords } from './conversation/words'
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

  constructor(root: HTMLElement) {
    root.append(this.box)
    reportHeight(this.box)
    window.addEventListener('focus', () => this.box.querySelector('input')?.focus())
  }

  receive(message: ToReader): void {
    if (message.type === 'sign') void this.sign(message.id, message.request)
  }

  sessionChanged(): void {
    const session = currentSession()
    if (!session) {
      this.box.replaceChildren(unlockForm({ why: WHY }))
      return
    }
    this.box.replaceChildren(
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
        !isKept() && ' This browser stores nothing for the reader: a reload asks for the code again.',
      ),
      button('Lock now', {}, () => void lock()),
    )
  }

  key(): boolean {
    return false
  }

  close(): void {}

  /** Never a release: whoever held a signed one could ask for the keys in this person's name. */
  private async sign(id: string, request: SignableRequest): Promise<void> {
    const session = currentSession()
    if (!session) return tellParent({ type: 'failed', id, code: 'locked' })
    if (!isSignable(request)) return tellParent({ type: 'failed', id, code: 'not_signable' })
    try {
      const { signed } = await signRequest(session, request)
      tellParent({ type: 'signed', id, signed })
    } catch (error) {
      const malformed = error instanceof Error && error.name.endsWith('ZodError')
      tellParent({ type: 'failed', id, code: malformed ? 'bad_request' : refusalCode(error) })
    }
  }
}

import { fromRefs } from '#domain/conversation'
import type { ConversationView, ToReader } from '#domain/reader-protocol'
import { element } from '../element'
import { tellParent } from '../parent'
import { endsSession, isVerificationFailure, refusalCode, refusalWords } from '../refusal'
import { currentSession, lock } from '../session'
import { unlockForm } from '../unlock-form'
import { ConversationScreen } from './conversation-screen'
import { LiveWatch } from './live-watch'
import { buildConversation } from './model'
import { type OpenedMessages, openMessages } from './open-messages'
import { countWords } from './words'

/** The mode that shows a conversation. Whatever it drops is gone: it must be released again to be seen again. */
export class ConversationMode {
  private readonly root: HTMLElement
  private view: ConversationView | undefined
  private opened: OpenedMessages | undefined
  private screen: ConversationScreen | undefined
  private asking: AbortController | undefined
  private expiry: ReturnType<typeof setTimeout> | undefined
  private watch: LiveWatch | undefined

  constructor(root: HTMLElement) {
    this.root = root
    this.root.append(element('p', { class: 'blank' }, 'No conversation is open.'))
  }

  receive(message: ToReader): void {
    if (message.type === 'open') void this.open(message.view)
    else if (message.type === 'close') this.close()
    else if (message.type === 'renewed' && message.caseId === this.view?.caseId)
      this.endAt(message.expires, this.view.caseId)
    else if (message.type === 'focus') {
      if (message.target === 'next-evidence') this.screen?.moveToEvidence(1)
      else if (message.target === 'previous-evidence') this.screen?.moveToEvidence(-1)
      else if (message.target === 'conversation') this.screen?.enter(this.screen.currentId)
    }
  }

  /** Unlocked: open what waits. Locked: drop what is open. */
  sessionChanged(): void {
    if (!this.view) return
    if (!currentSession()) {
      this.forget()
      this.askToUnlock()
    } else if (!this.opened && !this.asking) void this.open(this.view)
  }

  key(key: string): boolean {
    const { screen } = this
    if (!screen) return false
    if (key === 'j') screen.move(1)
    else if (key === 'k') screen.move(-1)
    else if (key === 'e') screen.moveToEvidence(1)
    else if (key === 'E') screen.moveToEvidence(-1)
    else if (key === 'v') screen.showHidden()
    else return false
    return true
  }

  close(): void {
    this.forget()
    this.view = undefined
    this.show(element('p', { class: 'blank' }, 'No conversation is open.'))
  }

  private async open(view: ConversationView): Promise<void> {
    // The page may say the same twice: one asking, one entry in the ledger.
    if (this.asking && this.view && sameWindow(this.view, view)) {
      this.view = view
      return
    }
    const known = this.view && this.opened && sameWindow(this.view, view) ? this.opened : undefined
    // Of another case nothing is carried over: neither the place, nor what counts as new.
    const same = this.view?.caseId === view.caseId ? this.screen : undefined
    const where = same?.currentId
    const before = same?.ids
    const hidden = this.screen?.hiddenShown ?? false
    if (!known) this.forget()
    this.view = view
    const session = currentSession()
    if (!session) {
      this.askToUnlock()
      return
    }
    const asking = new AbortController()
    this.asking = asking
    try {
      if (!known) this.show(opening(view))
      const opened = known ?? (await openMessages(session, view, asking.signal))
      if (asking.signal.aborted) return
      this.opened = opened
      const conversation = buildConversation(this.view, opened.bodies)
      this.screen = new ConversationScreen(conversation, { ledgerIndex: opened.index }, hidden)
      this.show(this.screen.node)
      this.screen.enter(where, before)
      this.endAt(view.grant.expires, view.caseId, view.accessId ? 'access_ended' : 'lease_expired')
      this.watchOver(session.id, view)
      tellParent({ type: 'opened', caseId: view.caseId, count: opened.bodies.size, index: opened.index })
    } catch (error) {
      if (!asking.signal.aborted) this.refuse(view.caseId, refusalCode(error))
    } finally {
      if (this.asking === asking) this.asking = undefined
    }
  }

  private refuse(caseId: string, code: string): void {
    this.forget()
    tellParent({ type: 'refused', caseId, code })
    if (endsSession(code)) {
      void lock()
      return
    }
    const loud = isVerificationFailure(code)
    this.show(
      element(
        'div',
        { class: loud ? 'refusal loud' : 'refusal', role: 'alert' },
        element('h2', {}, loud ? 'Refused: the proof does not hold' : 'Nothing was opened'),
        element('p', {}, refusalWords(code)),
        loud &&
          element(
            'p',
            { class: 'hint' },
            `No message was decrypted. Tell a safety lead and give this code: ${code}`,
          ),
      ),
    )
  }

  /** What is shown stays only while the key service says so. Hidden is gone: it is released anew to come back. */
  private watchOver(session: string, view: ConversationView): void {
    this.watch?.stop()
    const watch = new LiveWatch(
      { session, grantId: view.grant.id },
      {
        ended: () => this.refuse(view.caseId, 'access_ended'),
        silent: () => {
          // It goes on asking, to say when the text may come back.
          this.watch = undefined
          this.forget()
          this.watch = watch
          this.show(silence())
        },
        back: () => {
          if (this.view) void this.open(this.view)
        },
      },
    )
    this.watch = watch
  }

  private askToUnlock(): void {
    const why = 'Typed here only. The console around this frame never sees it.'
    this.show(element('div', { class: 'middle' }, unlockForm({ why })))
  }

  private endAt(expires: number, caseId: string, code = 'lease_expired'): void {
    clearTimeout(this.expiry)
    const left = Math.min(expires - Date.now(), 2 ** 31 - 1)
    this.expiry = setTimeout(() => this.refuse(caseId, code), Math.max(left, 0))
  }

  private forget(): void {
    this.watch?.stop()
    this.watch = undefined
    this.asking?.abort()
    this.asking = undefined
    clearTimeout(this.expiry)
    this.opened?.bodies.clear()
    this.opened = undefined
    this.screen = undefined
    this.root.replaceChildren()
  }

  private show(node: HTMLElement): void {
    this.root.replaceChildren(node)
  }
}

function silence(): HTMLElement {
  return element(
    'div',
    { class: 'refusal', role: 'alert' },
    element('h2', {}, 'The text is hidden'),
    element('p', {}, 'The key service cannot be reached; the text is hidden until it answers.'),
  )
}

function opening(view: ConversationView): HTMLElement {
  const count = countWords(fromRefs(view.grant.messages).length, 'message')
  return element(
    'div',
    { class: 'opening', role: 'status' },
    element('p', {}, `Recording this access, then opening its window of ${count}…`),
    ...[62, 44, 70].map((_, i) => element('div', { class: `bone bone-${i}`, 'aria-hidden': 'true' })),
  )
}

/** The same grant over the same envelopes and bound fields; evidence may differ, for it is only drawn. */
function sameWindow(a: ConversationView, b: ConversationView): boolean {
  return (
    a.caseId === b.caseId &&
    a.grant.id === b.grant.id &&
    JSON.stringify(a.grant.messages) === JSON.stringify(b.grant.messages) &&
    a.region === b.region &&
    a.platform === b.platform &&
    a.conversation === b.conversation &&
    JSON.stringify(a.messages) === JSON.stringify(b.messages)
  )
}

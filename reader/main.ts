import './zod-jitless'
import './style.css'
import type { ReaderMode, ToReader } from '#domain/reader-protocol'
import { AgentMode } from './agent-mode'
import { ConversationMode } from './conversation/mode'
import { element } from './element'
import { EnrolMode } from './enrol-mode'
import { JudgeMode } from './judge-mode'
import { listenToKeys } from './keyboard'
import { listenToParent, tellParent } from './parent'
import { RationaleMode } from './rationale-mode'
import { currentSession, lock, onSessionChange, setPerson } from './session'
import { VerifyMode } from './verify-mode'

/** What each mode answers to. `close` drops whatever it shows. */
type Mode = {
  receive(message: ToReader): void
  sessionChanged(): void
  key(key: string): boolean
  close(): void
}
const MODES: Record<ReaderMode, { title: string; start: new (root: HTMLElement) => Mode }> = {
  agent: { title: 'Reading key', start: AgentMode },
  conversation: { title: 'Conversation', start: ConversationMode },
  rationale: { title: 'Write and seal', start: RationaleMode },
  enrol: { title: 'Enrol a passkey', start: EnrolMode },
  judge: { title: 'Request for access', start: JudgeMode },
  verify: { title: 'Ledger check', start: VerifyMode },
}

function start(): void {
  const name = location.hash.slice(1)
  if (window.parent === window || !Object.hasOwn(MODES, name)) {
    document.body.append(element('p', { class: 'blank' }, 'The reader works only inside the console.'))
    return
  }
  const { title, start: Start } = MODES[name as ReaderMode]
  const content = element('div')
  // Named, because the console's page has a main part too, and other frames.
  const root = element('main', { 'aria-label': title, 'data-mode': name })
  root.append(element('h1', { class: 'unseen' }, title), content)
  document.body.append(root)
  const mode = new Start(content)

  function theme(value: 'light' | 'dark'): void {
    document.documentElement.className = value
  }

  let greeted = false
  onSessionChange(() => {
    mode.sessionChanged()
    const session = currentSession()
    tellParent(
      session
        ? { type: 'state', locked: false, trial: session.trial, expiresAt: session.expiresAt }
        : { type: 'state', locked: true, trial: false },
    )
  })
  // One at a time: an `open` that follows a `hello` must find the session that the `hello` loads.
  let queue = Promise.resolve()
  listenToParent((message) => {
    queue = queue
      .then(() => receive(message))
      .catch(() => tellParent({ type: 'failed', code: 'reader_error' }))
  })

  async function receive(message: ToReader): Promise<void> {
    if (message.type === 'hello') {
      greeted = true
      theme(message.theme)
      await setPerson(message.personId)
    } else if (message.type === 'theme') theme(message.theme)
    else if (message.type === 'lock') await lock()
    else if (greeted) mode.receive(message)
  }
  listenToKeys((key) => mode.key(key))
  // Nothing is kept: not in this document, nor in one that the browser might show again.
  window.addEventListener('pagehide', () => mode.close())
  window.addEventListener('pageshow', (event) => event.persisted && location.reload())
  tellParent({ type: 'ready', mode: name as ReaderMode })
}

start()

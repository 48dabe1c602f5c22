import type { ToReader } from '#domain/reader-protocol'
import { trust } from './compiled-trust'
import { countWords } from './conversation/words'
import { button, element } from './element'
import { reportHeight, tellParent } from './parent'
import { refusalCode, refusalWords } from './refusal'
import { getText, postRelay } from './relay-client'
import { currentSession, type Session } from './session'
import { signRequest } from './sign'
import { keepCheckpoint, loadCheckpoint } from './store'
import { unlockForm } from './unlock-form'
import { type LedgerVerdict, verifyLedger } from './verify-ledger'

type Failure = Extract<LedgerVerdict, { ok: false }>

/** A safety lead's proof that the ledger is whole, computed in this browser from the ledger's own bytes. */
export class VerifyMode {
  private readonly box = element('div', { class: 'verify' })
  private running: AbortController | undefined
  private wanted = false

  constructor(root: HTMLElement) {
    root.append(this.box)
    reportHeight(this.box)
    this.idle()
  }

  receive(message: ToReader): void {
    if (message.type === 'verify') this.start()
    else if (message.type === 'stop' || message.type === 'close') this.close()
  }

  sessionChanged(): void {
    if (!currentSession()) this.stop()
    else if (this.wanted) this.start()
  }

  key(): boolean {
    return false
  }

  close(): void {
    this.stop()
    this.idle()
  }

  private stop(): void {
    this.running?.abort()
    this.running = undefined
  }

  private idle(): void {
    this.wanted = false
    this.box.replaceChildren(element('p', { class: 'hint' }, 'Nothing has been checked yet.'))
  }

  private start(): void {
    const session = currentSession()
    this.wanted = !session
    if (session) void this.run(session)
    else this.box.replaceChildren(unlockForm({ why: 'Reading the ledger is itself recorded in your name.' }))
  }

  private async run(session: Session): Promise<void> {
    this.stop()
    const running = new AbortController()
    this.running = running
    const bar = element('progress', { 'aria-label': 'Entries checked' })
    const words = element('p', { role: 'status' }, 'Reading the ledger…')
    const cancel = button('Cancel', { class: 'quiet' }, () => this.close())
    this.box.replaceChildren(words, element('div', { class: 'row' }, bar, cancel))
    try {
      const check = await verifyLedger({
        trust,
        seen: await loadCheckpoint(),
        readPage: async (from, limit) => {
          const { signed } = await signRequest(session, { op: 'read-entries', from, limit })
          return postRelay('/relay/release', signed, running.signal)
        },
        readPublished: () => getText('/ledger/checkpoint', running.signal),
        onProgress: (done, size) => {
          bar.max = size
          bar.value = done
          words.textContent = `${done.toLocaleString('en')} of ${countWords(size, 'entry', 'entries')} checked`
        },
      })
      if (running.signal.aborted) return
      if (check.ok) await keepCheckpoint(check.checkpoint)
      this.finish(check)
    } catch (error) {
      if (!running.signal.aborted) this.fail(refusalCode(error))
    }
  }

  private finish(check: LedgerVerdict): void {
    this.box.replaceChildren(
      element(
        'p',
        { class: check.ok ? 'verdict good' : 'verdict bad', role: check.ok ? 'status' : 'alert' },
        check.ok ? goodWords(check) : badWords(check),
      ),
    )
    const badIndex = check.ok || check.badIndex === undefined ? {} : { badIndex: check.badIndex }
    tellParent({ type: 'verified', ok: check.ok, size: check.size, ...badIndex })
  }

  private fail(code: string): void {
    this.box.replaceChildren(
      element(
        'p',
        { class: 'verdict bad', role: 'alert' },
        `The check could not finish. ${refusalWords(code)}`,
      ),
    )
    tellParent({ type: 'failed', code })
  }
}

function goodWords({ size, cosigned }: Extract<LedgerVerdict, { ok: true }>): string {
  const whole = `The ledger is whole. All ${countWords(size, 'entry', 'entries')} give the root that the ledger's key signed, and nothing this browser saw before has changed.`
  if (!cosigned) return `${whole} No witness is named that would watch it from outside.`
  const at = new Date(cosigned.atSeconds * 1_000).toLocaleTimeString('en-GB')
  return `${whole} Its witnesses cosigned the first ${countWords(cosigned.size, 'entry', 'entries')} at ${at}.`
}

function badWords({ code, badIndex, size }: Failure): string {
  if (code === 'unreadable_entry') return `Entry ${badIndex} is not a ledger entry.`
  if (code === 'missing_entries')
    return `Entries from ${badIndex} on are missing, though ${size} are signed for.`
  if (code === 'not_cosigned')
    return 'The published checkpoint lacks the cosignatures of the witnesses that were named for this ledger.'
  if (code === 'other_history')
    return 'The ledger has been rewritten: it no longer contains what this browser saw before.'
  return `The ${countWords(size, 'entry', 'entries')} do not give the root that the ledger's key signed.`
}

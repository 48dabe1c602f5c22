import { button, element } from '../element'
import { drawItem, drawNote } from './draw-items'
import { unfold } from './draw-text'
import type { Conversation } from './model'
import { countWords } from './words'

export type ScreenFacts = { ledgerIndex: number }

/** The open conversation on screen: what is drawn, and where the keyboard is in it. */
export class ConversationScreen {
  readonly node: HTMLElement
  private readonly messages: HTMLElement[]
  private readonly marked: HTMLElement[]
  private readonly toggle: HTMLButtonElement
  private current = -1

  constructor(conversation: Conversation, facts: ScreenFacts, showHidden: boolean) {
    let number = 0
    const list = element('ol', { class: 'messages', 'aria-label': 'Messages' })
    list.append(
      ...conversation.items.map((item) => drawItem(item, item.type === 'message' ? number++ : number)),
    )
    this.messages = [...list.querySelectorAll<HTMLElement>('.message')]
    this.marked = this.messages.filter((message) => message.querySelector('mark, .evidence'))
    this.toggle = button('Hidden characters', { class: 'quiet', 'aria-keyshortcuts': 'v' }, () =>
      this.showHidden(),
    )
    this.node = element(
      'div',
      { class: 'conversation' },
      this.drawBar(conversation, facts),
      ...conversation.notes.map(drawNote),
      list,
    )
    this.showHidden(showHidden)
    const [first] = this.messages
    if (first) first.tabIndex = 0
    list.addEventListener('focusin', (event) => this.follow(event.target as Element))
  }

  get hiddenShown(): boolean {
    return this.toggle.getAttribute('aria-pressed') === 'true'
  }

  get currentId(): string | undefined {
    return this.messages[this.current]?.dataset.id
  }

  showHidden(shown = !this.hiddenShown): void {
    this.toggle.setAttribute('aria-pressed', String(shown))
    this.node.classList.toggle('show-hidden', shown)
  }

  /** @param by messages forward, or backward when negative. */
  move(by: number): void {
    const next = this.current < 0 ? (by > 0 ? 0 : this.messages.length - 1) : this.current + by
    this.visit(Math.min(Math.max(next, 0), this.messages.length - 1))
  }

  /** To the next or previous message that a classifier pointed at, round the end. */
  moveToEvidence(by: 1 | -1): void {
    if (this.marked.length === 0) return
    const places = this.marked.map((message) => this.messages.indexOf(message))
    const next =
      by > 0
        ? (places.find((at) => at > this.current) ?? places[0]!)
        : (places.findLast((at) => at < this.current) ?? places.at(-1)!)
    this.visit(next)
  }

  get ids(): ReadonlySet<string> {
    return new Set(this.messages.flatMap((message) => message.dataset.id ?? []))
  }

  /**
   * Back to where the reader was before the conversation was drawn anew, or to the first reported message. A reported
   * message that was not among `before` has joined since: it is tagged, and comes first.
   */
  enter(id?: string, before?: ReadonlySet<string>): void {
    const joined = before
      ? this.messages.filter(
          ({ classList, dataset }) => classList.contains('reported') && !before.has(dataset.id ?? ''),
        )
      : []
    for (const message of joined) message.querySelector('.flag')?.append(', joined since')
    const known = this.messages.findIndex((message) =>
      joined[0] ? message === joined[0] : message.dataset.id === id,
    )
    const reported = this.messages.findIndex((message) => message.classList.contains('reported'))
    const at = known >= 0 ? known : Math.max(reported, 0)
    if (this.messages[at]) this.visit(at, document.hasFocus())
  }

  private visit(at: number, focus = true): void {
    const message = this.messages[at]
    if (!message) return
    this.settle(at)
    if (message.querySelector('mark')) unfold(message)
    if (focus) message.focus({ preventScroll: true })
    message.scrollIntoView({ block: 'nearest' })
  }

  private follow(target: Element): void {
    const message = target.closest<HTMLElement>('.message')
    if (message) this.settle(Number(message.dataset.number))
  }

  /** One tab stop for the whole list; arrows of our own (j, k) inside it. */
  private settle(at: number): void {
    const before = this.messages[this.current] ?? this.messages[0]
    if (before) before.tabIndex = -1
    this.current = at
    const message = this.messages[at]
    if (message) message.tabIndex = 0
  }

  private drawBar(conversation: Conversation, facts: ScreenFacts): HTMLElement {
    const { opened, total, notes } = conversation
    const evidence = this.marked.length
    return element(
      'div',
      { class: 'bar' },
      element(
        'p',
        {},
        `${opened.toLocaleString('en')} of ${countWords(total, 'message')} open`,
        // The ledger counts the note as well.
        notes.length > 0 && ` and ${countWords(notes.length, 'note')}`,
        element(
          'span',
          { class: 'hint', title: 'Committed and checked before anything was opened' },
          `Ledger entry ${facts.ledgerIndex}`,
        ),
      ),
      evidence > 0 &&
        element(
          'span',
          { class: 'row' },
          element('span', { class: 'hint' }, countWords(evidence, 'highlight')),
          button('↑', { class: 'quiet', 'aria-label': 'Previous highlight', 'aria-keyshortcuts': 'E' }, () =>
            this.moveToEvidence(-1),
          ),
          button('↓', { class: 'quiet', 'aria-label': 'Next highlight', 'aria-keyshortcuts': 'e' }, () =>
            this.moveToEvidence(1),
          ),
        ),
      this.toggle,
    )
  }
}

import { button, element } from '../element'
import { type LabelledSpan, segmentText } from './text-segments'
import { countWords } from './words'

/** Beyond this a message is folded: one wall of text must not push the rest out of sight. */
const LONG_CHARS = 900
const LONG_LINES = 14

export type DrawnText = { node: HTMLElement; hidden: number; long: boolean }

/**
 * A message's words, isolated from the text around them in direction, with evidence marked. `describedBy` is the
 * id of the line that says in words what the marks stand for.
 */
export function drawText(text: string, spans: readonly LabelledSpan[], describedBy?: string): DrawnText {
  const segments = segmentText(text, spans)
  const node = element('div', { class: 'text', dir: 'auto' })
  let hidden = 0
  for (const segment of segments) {
    const run =
      segment.hidden === undefined
        ? document.createTextNode(segment.text)
        : element('span', { class: 'hidden-char', 'data-name': segment.hidden }, segment.text)
    if (segment.hidden !== undefined) hidden++
    node.append(segment.labels.length === 0 ? run : mark(run, segment.labels, describedBy))
  }
  const lines = text.split('\n', LONG_LINES + 1).length
  return { node, hidden, long: text.length > LONG_CHARS || lines > LONG_LINES }
}

/** The label is drawn by CSS from an attribute, so that copied text stays what was written. */
function mark(run: Node, labels: string[], describedBy: string | undefined): HTMLElement {
  return element(
    'mark',
    { tabindex: -1, 'data-label': labels.join(' · '), 'aria-describedby': describedBy },
    run,
  )
}

/** Folds a long text behind a button; `unfold` is also called when evidence inside is visited. */
export function fold(text: HTMLElement, chars: number): HTMLElement {
  const more = button(`Show all, ${countWords(chars, 'character')}`, { class: 'quiet more' }, () => {
    unfold(text)
    text.focus()
  })
  text.classList.add('folded')
  text.tabIndex = -1
  return more
}

export function unfold(within: Element): void {
  const text = within.closest('.folded') ?? within.querySelector('.folded')
  text?.classList.remove('folded')
  text?.parentElement?.querySelector(':scope > .more')?.remove()
}

import { button, element } from '../element'
import { tellParent } from '../parent'
import { drawStatement } from './draw-statement'
import type { DrawnMessage, Item, Party, Statement } from './model'
import { countWords, dayWords, FRANKING_WORDS, timeWords } from './words'

const PARTY_WORDS: Record<Party, string | undefined> = {
  subject: 'Reported account',
  reporter: 'Reporter',
  other: undefined,
}

export function drawItem(item: Item, number: number): HTMLLIElement {
  if (item.type === 'day') return drawDay(item.at)
  if (item.type === 'destroyed') return drawDestroyed(item.count, item.at)
  if (item.type === 'gap') return drawGap(item.count, item.where)
  return drawMessage(item, number)
}

function drawDay(at: number): HTMLLIElement {
  return element('li', { class: 'day' }, element('span', {}, dayWords(at)))
}

const GAP_WORDS = { before: 'earlier', between: 'in between', after: 'later', all: '' } as const

function drawGap(count: number, where: keyof typeof GAP_WORDS): HTMLLIElement {
  const which = GAP_WORDS[where]
  const number =
    where === 'between' ? countWords(count, 'message') : countWords(count, `${which} message`.trim())
  return element(
    'li',
    { class: 'gap' },
    element('span', {}, where === 'between' ? `${number} ${which}, not opened` : `${number}, not opened`),
    // The page asks for the reason: widening is a grant of its own.
    button('Widen to read more', { class: 'quiet', 'aria-keyshortcuts': 'w' }, () =>
      tellParent({ type: 'shortcut', key: 'w', shift: false }),
    ),
  )
}

/** Nobody can open these again: no button stands beside them. */
function drawDestroyed(count: number, at: number): HTMLLIElement {
  return element(
    'li',
    { class: 'gap' },
    element('span', {}, `${countWords(count, 'message')} destroyed on ${dayWords(at)}`),
  )
}

function drawMessage(message: DrawnMessage, number: number): HTMLLIElement {
  const [first] = message.statements
  const evidenceId = `evidence-${number}`
  const conflict = message.statements.length > 1
  const node = element(
    'li',
    {
      class: [
        'message',
        message.party,
        first!.kind === 'system' && 'system',
        message.reported && 'reported',
        message.continues && 'continues',
        conflict && 'conflict',
      ]
        .filter(Boolean)
        .join(' '),
      tabindex: -1,
      'data-id': message.id,
      'data-number': number,
    },
    drawHead(message, first!),
  )
  const bubble = element('div', { class: 'bubble' })
  if (conflict)
    bubble.append(
      element(
        'p',
        { class: 'conflict-words' },
        message.statements.some(({ franking }) => franking === 'verified')
          ? 'Reports disagree on this message. All are shown; only what is verified is known to be original.'
          : 'Reports disagree on this message. Both are shown; neither is known to be the original.',
      ),
    )
  for (const statement of message.statements) {
    // What one report proves says nothing of the words in another.
    const franking = conflict && drawFranking(statement)
    if (franking) bubble.append(element('p', { class: 'head' }, franking))
    bubble.append(
      drawStatement(statement, message.spans, message.evidence.length > 0 ? evidenceId : undefined),
    )
  }
  node.append(bubble)
  if (message.evidence.length > 0)
    node.append(element('p', { id: evidenceId, class: 'evidence' }, message.evidence.join('. ')))
  return node
}

function drawHead(message: DrawnMessage, first: Statement): HTMLElement {
  const at = new Date(first.sentAt)
  const reports = Math.max(...message.statements.map((statement) => statement.reports))
  return element(
    'p',
    { class: 'head' },
    element('bdi', { class: 'who' }, first.sender),
    PARTY_WORDS[message.party] !== undefined &&
      element('span', { class: 'party' }, PARTY_WORDS[message.party]),
    element('time', { datetime: at.toISOString(), title: at.toISOString() }, timeWords(first.sentAt)),
    message.reported && element('span', { class: 'flag' }, 'Reported'),
    message.statements.length === 1 && drawFranking(first),
    reports > 1 && element('span', {}, `in ${countWords(reports, 'report')}`),
  )
}

function drawFranking({ franking }: Statement): HTMLElement | false {
  const words = FRANKING_WORDS[franking]
  return words !== undefined && element('span', { class: `franking ${franking}` }, words)
}

/** The reporter's own words stand apart: they are about the conversation, not in it. */
export function drawNote(note: Statement): HTMLElement {
  return element(
    'section',
    { class: 'note', 'aria-label': "Reporter's note" },
    element('h2', {}, "Reporter's note"),
    drawStatement(note, []),
  )
}

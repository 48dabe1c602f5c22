import { element } from '../element'
import { drawText, fold } from './draw-text'
import type { Statement } from './model'
import type { LabelledSpan } from './text-segments'
import { codeWords, countWords, mediaWords } from './words'

/** What one message says, by its kind. A kind that we do not know is shown as what it is, never left out. */
export function drawStatement(
  statement: Statement,
  spans: readonly LabelledSpan[],
  describedBy?: string,
): HTMLElement {
  const { kind, body } = statement
  const node = element('div', { class: 'statement' })
  if (body.media) {
    const { mediaType, sizeBytes, sha256 } = body.media
    node.append(
      element(
        'p',
        { class: 'media' },
        mediaWords(mediaType, sizeBytes),
        element('span', { class: 'mono' }, mediaType),
        sha256 !== undefined && element('span', { class: 'mono', title: sha256 }, sha256.slice(0, 12)),
      ),
    )
  } else if (kind === 'deleted') {
    node.append(element('p', { class: 'stands-for' }, 'Deleted by its sender'))
  } else if (!['text', 'system', 'note', 'rationale'].includes(kind)) {
    node.append(element('p', { class: 'stands-for' }, `“${codeWords(kind)}” is not supported here yet`))
  }
  if (body.text !== undefined) appendText(node, body.text, spans, describedBy)
  if (body.unsupported !== undefined) node.append(drawRaw(body.unsupported))
  if (body.versions && body.versions.length > 0) node.append(drawVersions(body.versions))
  return node
}

function appendText(
  node: HTMLElement,
  text: string,
  spans: readonly LabelledSpan[],
  describedBy: string | undefined,
): void {
  const drawn = drawText(text, spans, describedBy)
  node.append(drawn.node)
  if (drawn.long) node.append(fold(drawn.node, text.length))
  if (drawn.hidden > 0)
    node.append(element('p', { class: 'hidden-count' }, countWords(drawn.hidden, 'hidden character')))
}

function drawRaw(value: unknown): HTMLElement {
  return element(
    'details',
    {},
    element('summary', {}, 'Show what came'),
    element('div', { class: 'raw', dir: 'auto' }, JSON.stringify(value, null, 2)),
  )
}

function drawVersions(versions: { text: string; editedAt?: string }[]): HTMLElement {
  const list = element('ol', { class: 'versions' })
  for (const version of versions) {
    const at = version.editedAt === undefined ? Number.NaN : Date.parse(version.editedAt)
    list.append(
      element(
        'li',
        {},
        !Number.isNaN(at) &&
          element('time', { datetime: new Date(at).toISOString() }, new Date(at).toLocaleString('en-GB')),
        drawText(version.text, []).node,
      ),
    )
  }
  return element(
    'details',
    {},
    element('summary', {}, `Edited, ${countWords(versions.length, 'version')} kept`),
    list,
  )
}

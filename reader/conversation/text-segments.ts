import { findHidden } from './hidden-characters'

/** A span of evidence with the words that it stands for. Offsets are UTF-16 code units, half-open. */
export type LabelledSpan = { start: number; end: number; label: string }
/** A run of one message's text. Joined in order the runs are exactly the text. */
export type Segment = { text: string; labels: string[]; hidden?: string }

/**
 * Cuts a text at the ends of spans and round hidden characters. Overlapping spans give runs with several labels;
 * spans beyond the text, or inside out, are clipped: offsets come from a classifier that may have seen another
 * version of it.
 */
export function segmentText(text: string, spans: readonly LabelledSpan[]): Segment[] {
  const usable = spans
    .map(({ start, end, label }) => ({ start: Math.max(0, start), end: Math.min(text.length, end), label }))
    .filter(({ start, end }) => start < end)
  const hidden = new Map(findHidden(text).map((found) => [found.at, found]))
  const cuts = new Set([0, text.length])
  for (const { start, end } of usable) cuts.add(keepPair(text, start)).add(keepPair(text, end))
  for (const { at, length } of hidden.values()) cuts.add(at).add(at + length)
  const sorted = [...cuts].sort((a, b) => a - b)
  const segments: Segment[] = []
  for (let i = 0; i + 1 < sorted.length; i++) {
    const [from, to] = [sorted[i]!, sorted[i + 1]!]
    const labels = usable.filter((span) => span.start < to && span.end > from).map((span) => span.label)
    const name = hidden.get(from)?.name
    segments.push({
      text: text.slice(from, to),
      labels: [...new Set(labels)],
      ...(name === undefined ? {} : { hidden: name }),
    })
  }
  return segments
}

/** A cut between two surrogates would make two broken characters of one. */
function keepPair(text: string, at: number): number {
  return at > 0 &&
    at < text.length &&
    /[\udc00-\udfff]/.test(text[at]!) &&
    /[\ud800-\udbff]/.test(text[at - 1]!)
    ? at - 1
    : at
}

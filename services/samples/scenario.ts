import type { ReportSource } from '#domain/report'
import type { AgeBand } from '#domain/signal'

/**
 * A conversation as a script. One line of `lines` is one message:
 *
 *   A: text       A, the reporter, writes; B is the person reported, C, D and E are others in a group
 *   B! text       the same, and it is what the report is about
 *   ~B: text      said in half of the conversations only
 *   +2-6          so many lines of small talk between A and B (in a group: among all)
 *   * text        a system message
 *   A@image/jpeg  a picture, which is not included;   B@deleted  a message that was deleted
 *   ...           a pause of hours
 *
 * In a text, {one|two|three} is one of them, and {name} a slot that keeps its value throughout the conversation:
 * {A} to {E} are first names; the others are in `words.ts`.
 */
export type Scenario = {
  name: string
  theme: 'harassment' | 'grooming' | 'ordinary'
  kind: 'direct' | 'group'
  /** The platform's reason codes that such a report may come with. */
  reasons: readonly string[]
  sources?: readonly ReportSource[]
  ages: { reporter: readonly AgeBand[]; subject: readonly AgeBand[] }
  /** What a reporter might add. */
  notes: readonly string[]
  lines: string
}

export type Speaker = 'A' | 'B' | 'C' | 'D' | 'E'

export type Step =
  | { step: 'say'; speaker: Speaker; text: string; reported: boolean; optional: boolean }
  | { step: 'media'; speaker: Speaker; mediaType: string; optional: boolean }
  | { step: 'deleted'; speaker: Speaker; optional: boolean }
  | { step: 'system'; text: string }
  | { step: 'small-talk'; low: number; high: number }
  | { step: 'pause' }

const LINE = /^(~?)([A-E])(?:([:!]) (.+)|@(\S+))$/u

/** @throws RangeError naming the line that is not one of the forms above. */
export function parseScript(lines: string): Step[] {
  return lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line): Step => {
      if (line === '...') return { step: 'pause' }
      if (line.startsWith('* ')) return { step: 'system', text: line.slice(2) }
      const small = /^\+(\d+)-(\d+)$/.exec(line)
      if (small) return { step: 'small-talk', low: Number(small[1]), high: Number(small[2]) }
      const match = LINE.exec(line)
      if (!match) throw new RangeError(`not a line of a script: ${line}`)
      const [, tilde, letter, mark, text, other] = match
      const speaker = letter as Speaker
      const optional = tilde === '~'
      if (text !== undefined) return { step: 'say', speaker, text, reported: mark === '!', optional }
      if (other === 'deleted') return { step: 'deleted', speaker, optional }
      return { step: 'media', speaker, mediaType: other!, optional }
    })
}

import type { ClassifierConversation } from '#domain/signal'
import type { Words } from '../text/repair'
import { foldOf, type Row } from './corpora'
import { readLabelledMessages } from './grooming-conversations'
import { type ActExample, labelledExamples, ordinaryExamples } from './train-acts'

/** People who chat; the licence of each allows weights that are made from it (MODEL_CARD.md). */
const CHAT = ['self_dialogue', 'synthetic_persona', 'irc', 'goemotions']
const EVERY = 20

/** What acts are learned from besides the conversations: single messages written for it, and ordinary ones. */
export function otherExamples(rows: readonly Row[], words: Words): ActExample[] {
  const ordinary = rows
    .filter((row) => foldOf(row) === 'train' && CHAT.includes(row.source))
    .filter((_, i) => i % EVERY === 0)
    .map((row) => row.text)
  return [...labelledExamples(readLabelledMessages(), words), ...ordinaryExamples(ordinary, words)]
}

const LENGTHS = [20, 8, 12, 40, 6, 16]

/** Some messages at a time of people who chat; every other window between an adult and a child. */
export function ordinaryWindows(
  rows: readonly Row[],
  fold: 'train' | 'heldout',
  limit: number,
): ClassifierConversation[] {
  const out: ClassifierConversation[] = []
  for (const source of CHAT) {
    const own = rows.filter((row) => row.source === source && foldOf(row) === fold)
    for (let from = 0, n = 0; n < limit / CHAT.length; n++) {
      const length = LENGTHS[n % LENGTHS.length]!
      if (from + length > own.length) break
      const stretch = own.slice(from, from + length)
      from += length
      out.push({
        messages: stretch.map((row, i) => ({
          id: String(i),
          author: i % 2 ? 'B' : 'A',
          text: row.text,
          at: i * 60_000,
          reported: false,
        })),
        participants: n % 4 < 2 ? { A: { ageBand: 'adult' }, B: { ageBand: '13_15' } } : {},
      })
    }
  }
  return out
}

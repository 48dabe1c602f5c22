import { describe, expect, it } from 'vitest'
import { type ClassifierConversation, Signal } from '#domain/signal'
import { seededRandom } from '#lib/seeded-random'
import { CLASSIFIERS } from './registry'

function alone(text: string): ClassifierConversation {
  return { messages: [{ id: 'm', author: 'a', text, at: 0, reported: true }], participants: {} }
}

function timeOf(conversation: ClassifierConversation): number {
  const started = performance.now()
  for (const classifier of CLASSIFIERS) classifier.classify(conversation)
  return performance.now() - started
}

/** Text of a seeded generator: plain words, any code unit, or one unit over and over. */
function randomText(random: () => number): string {
  const length = Math.floor(random() ** 3 * 600)
  const kind = random()
  if (kind < 0.3) return String.fromCharCode(Math.floor(random() * 65_536)).repeat(length)
  const limit = kind < 0.6 ? 128 : 65_536
  return Array.from({ length }, () => String.fromCharCode(Math.floor(random() * limit))).join('')
}

describe('the classifiers, given anything', () => {
  it('return a valid signal for random text, lone surrogates included', () => {
    const random = seededRandom(99)
    for (let i = 0; i < 2_000; i++) {
      const conversation = alone(randomText(random))
      for (const classifier of CLASSIFIERS) {
        const signal = Signal.parse(classifier.classify(conversation))
        for (const { spans } of signal.perMessage)
          for (const { start, end } of spans) {
            expect(start).toBeLessThan(end)
            expect(end).toBeLessThanOrEqual(conversation.messages[0]!.text.length)
          }
      }
    }
  })

  it('take time in proportion to the length', () => {
    for (const unit of [
      'a',
      'ab ',
      'i ',
      'x.',
      '*',
      '!a',
      'not tell ',
      'you are a ',
      'а',
      '😀',
      'a1',
      'do not ',
    ]) {
      const short = unit.repeat(Math.ceil(2_048 / unit.length))
      const long = unit.repeat(Math.ceil(16_384 / unit.length))
      timeOf(alone(short))
      const base = Math.min(timeOf(alone(short)), timeOf(alone(short)), timeOf(alone(short)))
      const eight = Math.min(timeOf(alone(long)), timeOf(alone(long)))
      expect(eight, JSON.stringify(unit)).toBeLessThan(base * 8 * 5 + 1_000)
    }
  })

  it('take a conversation of 5,000 messages', () => {
    const messages = Array.from({ length: 5_000 }, (_, i) => ({
      id: `m${i}`,
      author: `u${i % 3}`,
      text: i % 50 ? 'see you at practice then' : 'you are such an idiot, dont tell your mum',
      at: i,
      reported: false,
    }))
    for (const classifier of CLASSIFIERS) Signal.parse(classifier.classify({ messages, participants: {} }))
  })

  it('take an empty conversation', () => {
    for (const classifier of CLASSIFIERS)
      expect(classifier.classify({ messages: [], participants: {} })).toMatchObject({
        status: 'ok',
        score: 0,
        band: 'low',
      })
  })
})

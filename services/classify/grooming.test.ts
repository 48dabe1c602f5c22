import { describe, expect, it } from 'vitest'
import type { ClassifierConversation } from '#domain/signal'
import { grooming } from './grooming'
import { readConversations } from './train/grooming-conversations'

type Lines = [author: string, text: string][]
function conversation(lines: Lines, a: 'adult' | '13_15' = 'adult'): ClassifierConversation {
  return {
    messages: lines.map(([author, text], i) => ({
      id: `m${i}`,
      author,
      text,
      at: i * 60_000,
      reported: false,
    })),
    participants: { a: { ageBand: a }, b: { ageBand: '13_15' } },
  }
}
function score(lines: Lines, a: 'adult' | '13_15' = 'adult'): number {
  return grooming.classify(conversation(lines, a)).score!
}

const SECRET: Lines = [
  ['a', 'you did great at practice today'],
  ['b', 'thanks'],
  ['a', "come to mine after, on your own. don't tell your mum, it stays between us"],
  ['b', 'ok'],
]
const OPEN: Lines = [
  ['a', 'you did great at practice today'],
  ['b', 'thanks'],
  ['a', "tell your mum, and don't come on your own. she's bringing all of you to mine after"],
  ['b', 'ok'],
]

describe('the grooming score', () => {
  it('turns on what is asked of whom, not on the words', () => {
    expect(score(SECRET)).toBeGreaterThan(score(OPEN) + 0.2)
  })

  it('belongs to the one who asks', () => {
    const swapped: Lines = SECRET.map(([author, text]) => [author === 'a' ? 'b' : 'a', text])
    const { stages } = grooming.classify(conversation(swapped))
    const secrecy = stages.filter(({ stage }) => stage === 'isolation_secrecy')
    expect(secrecy.map(({ author }) => author)).toEqual(['b'])
    expect(score(SECRET)).toBeGreaterThan(score(swapped))
  })

  it('is not lost in small talk before and after', () => {
    const talk: Lines = Array.from({ length: 60 }, (_, i) => [
      i % 2 ? 'b' : 'a',
      ['nice weather today', 'yeah it was sunny', 'did you see the game', 'no i missed it'][i % 4]!,
    ])
    const worst: Lines = [...SECRET, ['b', 'i dont want to'], ['a', 'after all i did for you? you owe me']]
    expect(score([...talk, ...worst, ...talk])).toBeGreaterThan(score([...talk, ...OPEN, ...talk]))
  })

  it('says so where both are minors', () => {
    const lines: Lines = [
      ['a', 'send me a pic or i tell everyone what you said'],
      ['b', 'please dont'],
      ['a', "you have one hour. don't tell your mum"],
    ]
    const between = grooming.classify(conversation(lines, '13_15')).stages.map(({ stage }) => stage)
    expect(between).toContain('between_minors')
    expect(grooming.classify(conversation(lines)).stages.map(({ stage }) => stage)).not.toContain(
      'between_minors',
    )
  })

  it('points at messages and stretches of the original text, with codes and numbers only', () => {
    for (const { conversation } of readConversations('measured')) {
      const signal = grooming.classify(conversation)
      const byId = new Map(conversation.messages.map((message) => [message.id, message]))
      for (const { stage, author, messageIds } of signal.stages) {
        expect(stage).toMatch(/^[a-z_]+$/)
        for (const id of messageIds) expect(byId.get(id)!.author).toBe(author)
      }
      for (const { id, spans } of signal.perMessage)
        for (const { start, end, code } of spans) {
          expect(start).toBeLessThan(end)
          expect(end).toBeLessThanOrEqual(byId.get(id)!.text.length)
          expect(code).toMatch(/^[a-z_]+(\.(strong|soft))?$/)
        }
    }
  })
})

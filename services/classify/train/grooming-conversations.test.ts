import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { conversationsFile, readConversations, readLabelledMessages } from './grooming-conversations'

const sets = (['train', 'dev', 'test'] as const).map((name) => [name, readConversations(name)] as const)

describe('the written conversations', () => {
  it('are at least 600, and the test set is the frozen one', () => {
    expect(sets.reduce((sum, [, list]) => sum + list.length, 0)).toBeGreaterThanOrEqual(600)
    const hash = createHash('sha256')
      .update(readFileSync(conversationsFile('test')))
      .digest('hex')
    const frozen = readFileSync(new URL('./conversations/test.jsonl.sha256', import.meta.url), 'utf8')
    expect(frozen.split(' ')[0]).toBe(hash)
  })

  it('share no scenario, and no sentence of some length, between learning and test', () => {
    const [train, dev, test] = sets.map(([, list]) => list)
    const scenarios = new Set(test!.map(({ scenario }) => scenario))
    const sentences = new Set(
      test!.flatMap(({ conversation }) => conversation.messages.map(({ text }) => text.toLowerCase())),
    )
    for (const { scenario, conversation } of [...train!, ...dev!]) {
      expect(scenarios.has(scenario), scenario).toBe(false)
      for (const { text } of conversation.messages)
        if (text.split(' ').length > 4) expect(sentences.has(text.toLowerCase()), text).toBe(false)
    }
    for (const { text } of readLabelledMessages())
      if (text.split(' ').length > 4) expect(sentences.has(text), text).toBe(false)
  })

  it('come in pairs of one opening in the test set', () => {
    const test = readConversations('test')
    for (const risky of test.filter((c) => c.risky)) {
      const other = test.find((c) => !c.risky && c.scenario === risky.scenario)
      expect(other?.conversation.messages[0]?.text, risky.scenario).toBe(risky.conversation.messages[0]!.text)
    }
  })

  it('have the words of risk on both sides of the test set', () => {
    const test = readConversations('test')
    const texts = (wanted: boolean) =>
      test
        .filter(({ risky }) => risky === wanted)
        .flatMap(({ conversation }) => conversation.messages.map(({ text }) => text.toLowerCase()))
        .join('\n')
    for (const phrase of [
      'how old',
      'secret',
      'tell',
      'alone',
      'delete',
      'send me',
      'camera',
      'between us',
      'trust',
      'owe',
      'parents',
      'come to',
      'pic',
    ])
      for (const wanted of [true, false]) expect(texts(wanted), phrase).toContain(phrase)
  })
})

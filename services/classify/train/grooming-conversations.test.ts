import { describe, expect, it } from 'vitest'
import { assertFrozen, readConversations, readLabelledMessages } from './grooming-conversations'

const learned = readConversations('learned')
const measured = readConversations('measured')

describe('the written conversations', () => {
  it('are at least 600, and those that are measured are the frozen ones', () => {
    expect(learned.length + measured.length).toBeGreaterThanOrEqual(600)
    expect(assertFrozen).not.toThrow()
  })

  it('share no scenario, and no message of some length, between learned and measured', () => {
    const scenarios = new Set(measured.map(({ scenario }) => nameOf(scenario)))
    const messages = new Set(
      measured.flatMap(({ conversation }) => conversation.messages.map(({ text }) => text.toLowerCase())),
    )
    for (const { scenario, conversation } of learned) {
      expect(scenarios.has(nameOf(scenario)), scenario).toBe(false)
      for (const { text } of conversation.messages)
        if (text.split(' ').length > 6) expect(messages.has(text.toLowerCase()), text).toBe(false)
    }
    for (const { text } of readLabelledMessages())
      if (text.split(' ').length > 6) expect(messages.has(text.toLowerCase()), text).toBe(false)
  })

  it('come in pairs of one opening where they are measured', () => {
    for (const risky of measured.filter((c) => c.risky)) {
      const other = measured.find((c) => !c.risky && c.scenario === risky.scenario)
      expect(other?.conversation.messages[0]?.text, risky.scenario).toBe(risky.conversation.messages[0]!.text)
    }
  })

  it('have the words of risk on both sides where they are measured', () => {
    const texts = (wanted: boolean) =>
      measured
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

/** A set's name before a scenario's is not part of it. */
function nameOf(scenario: string): string {
  return scenario.slice(scenario.indexOf('/') + 1)
}

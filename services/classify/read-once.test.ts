import { describe, expect, it } from 'vitest'
import type { ClassifierConversation } from '#domain/signal'
import { readabilityOf, tokensOf } from './read-once'
import { CLASSIFIERS } from './registry'
import { shippedModel } from './shipped-model'

const say = (...texts: string[]): ClassifierConversation => ({
  messages: texts.map((text, i) => ({ id: String(i), author: 'ab'[i % 2]!, text, at: i, reported: false })),
  participants: {},
})
const { words } = shippedModel

describe('what is read once', () => {
  it('is the same to whoever asks for the same conversation, and read anew with other words', () => {
    const conversation = say('see you on sunday', 'nadie te quiere aqui vete a tu casa')
    const tokens = tokensOf(conversation, words)
    expect(tokensOf(conversation, words)).toBe(tokens)
    expect(readabilityOf(conversation, words).foreign).toEqual([false, true])
    expect(tokensOf({ ...conversation }, words)).not.toBe(tokens)
    expect(tokensOf(conversation, { ...words })).not.toBe(tokens)
  })

  it('is changed by no classifier: each says the same, whoever spoke before', () => {
    const conversation = say(
      'you are such a pathetic idiot',
      'how old are you',
      'th1s is our s e c r e t',
      'ok',
    )
    const first = CLASSIFIERS.map((one) => one.classify(conversation))
    const tokens = structuredClone(tokensOf(conversation, words))
    for (const one of CLASSIFIERS.toReversed()) one.classify(conversation)
    expect(tokensOf(conversation, words)).toEqual(tokens)
    expect(CLASSIFIERS.map((one) => one.classify({ ...conversation }))).toEqual(first)
  })
})

import { describe, expect, it } from 'vitest'
import { describedAs, registryOf } from '#domain/classifier'
import { factTable } from '#domain/facts'
import { type ClassifierConversation, Signal } from '#domain/signal'
import { CLASSIFIERS } from './registry'
import { classifyAlone } from './score'

function say(...lines: [author: string, text: string][]): ClassifierConversation {
  return {
    messages: lines.map(([author, text], i) => ({
      id: `m${i}`,
      author,
      text,
      at: i * 60_000,
      reported: false,
    })),
    participants: {},
  }
}

function run(conversation: ClassifierConversation) {
  const of = (name: string) => describedAs(CLASSIFIERS, name).classify(conversation)
  return { harassment: of('harassment'), grooming: of('grooming') }
}

describe('the classifiers', () => {
  it('return signals of the stored shape, with spans inside the text', () => {
    const conversation = say(['a', 'you are such an 1d1ot, everyone hates you'], ['b', 'stop it'])
    for (const classifier of CLASSIFIERS) {
      const signal = Signal.parse(classifier.classify(conversation))
      for (const { id, spans } of signal.perMessage) {
        const { text } = conversation.messages.find((m) => m.id === id)!
        for (const { start, end } of spans) {
          expect(start).toBeLessThan(end)
          expect(end).toBeLessThanOrEqual(text.length)
        }
      }
    }
  })

  it('put an insult and a threat in a band above low, and ordinary chat in low', () => {
    expect(run(say(['a', 'you are such an idiot, nobody likes you'])).harassment.band).not.toBe('low')
    expect(run(say(['a', 'i will find you and hurt you'])).harassment.band).toBe('urgent')
    const ordinary = run(say(['a', 'are you coming to the cinema later?'], ['b', 'yes, see you at eight']))
    expect(ordinary.harassment.band).toBe('low')
    expect(ordinary.grooming.band).toBe('low')
  })

  it('say unavailable, not low, for a conversation in another language', () => {
    for (const lines of [
      [['a', 'hola como estas amigo mio, quiero ir contigo a la playa'] as [string, string]],
      [['a', 'Привет, как дела? что делаешь сегодня вечером'] as [string, string]],
    ]) {
      const { harassment, grooming } = run(say(...lines))
      expect([harassment.status, grooming.status]).toEqual(['unavailable', 'unavailable'])
      expect(harassment.unavailableReason).toBe('language')
    }
  })

  it('do not take short, emoji-only or code-like chat for a foreign language', () => {
    for (const text of ['😂😂😂', 'k', 'git commit -m x && npm run build', 'gg wp', 'lol nvm brb'])
      expect(run(say(['a', text])).harassment.status).toBe('ok')
  })

  it('see secrecy, requests and pressure by one author as grooming', () => {
    const { grooming } = run(
      say(
        ['a', 'hi how old are you'],
        ['b', 'im 13'],
        ['a', 'you seem so mature for your age. are your parents home?'],
        ['a', 'dont tell anyone we talk, its our secret'],
        ['a', 'send me a pic'],
        ['b', 'i dont want to'],
        ['a', 'if you trusted me you would'],
      ),
    )
    expect(grooming.band).toBe('urgent')
    expect(grooming.stages.filter((s) => s.author === 'a').map((s) => s.stage)).toContain('isolation_secrecy')
    expect(grooming.stages.some((s) => s.author === 'b')).toBe(false)
  })

  it('return no code that they do not list', () => {
    const conversation = say(
      ['a', 'hi how old are you'],
      ['b', 'im 13'],
      ['a', 'dont tell anyone we talk, its our secret'],
      ['a', 'send me a pic'],
      ['b', 'i dont want to'],
      ['a', 'i will find you and hurt you, idiot'],
    )
    for (const classifier of CLASSIFIERS) {
      expect(classifyAlone(classifier, conversation)).toEqual(classifier.classify(conversation))
      const { perMessage, stages } = classifier.classify(conversation)
      const coded = stages.length > 0 || perMessage.some(({ spans }) => spans.length > 0)
      const silent = { ...classifier, codes: {} }
      const reason = classifyAlone(silent, conversation).unavailableReason
      expect(reason).toBe(coded ? 'invalid_signal' : undefined)
    }
  })

  it('have names and facts of their own, or the build does not start', () => {
    const [one] = CLASSIFIERS
    expect(() => registryOf([one!, one!])).toThrow(RangeError)
    for (const name of ['groomingBand', 'plugin.x', 'Spam', 'a b', 'true', 'in', ''])
      expect(() => registryOf([...CLASSIFIERS, { ...one!, name }]), name).toThrow(RangeError)
    for (const name of ['plugin', 'reports'])
      expect(() => factTable(registryOf([...CLASSIFIERS, { ...one!, name }])), name).toThrow(RangeError)
    expect(() => registryOf([{ ...one!, codes: { 'not a code': '' } }])).toThrow(RangeError)
  })

  it('survive anything', () => {
    for (const text of [
      'a'.repeat(16_384),
      'i '.repeat(8_192),
      '\u0000'.repeat(999),
      '\ud800',
      '*'.repeat(16_384),
      'a.'.repeat(8_000),
      '',
      ' ',
    ])
      run(say(['a', text]))
    run(
      say(
        ...Array.from(
          { length: 5_000 },
          (_, i) => [`u${i % 7}`, 'you are so stupid, send me a pic'] as [string, string],
        ),
      ),
    )
  })
})

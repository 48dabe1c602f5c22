import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ClassifierContext, ClassifierConversation, Signal } from '#domain/signal'
import { seededRandom } from '#lib/seeded-random'
import { harassment } from './harassment'
import { MessageScorer } from './harassment/score-message'
import { shippedModel, shippedModelFile } from './shipped-model'
import { EVASIONS } from './train/evasions'
import { FUNCTIONAL_KINDS, readPairs } from './train/functional-suite'
import { macroF1 } from './train/metrics'

const { review } = shippedModelFile.thresholds
const scorer = new MessageScorer(shippedModel, review)

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

function stagesOf(conversation: ClassifierConversation, context?: ClassifierContext): Signal['stages'] {
  return harassment.classify(conversation, context).stages
}

describe('a message', () => {
  it('has the category of what it does', () => {
    for (const [category, text] of [
      ['threat', 'i will find you and break your legs'],
      ['self_harm_urging', 'just go and kill yourself already'],
      ['sexual_harassment', 'send me nudes now'],
      ['doxxing', 'i have your address and i will post it'],
      ['insult', 'you are such a pathetic idiot'],
      ['identity_attack', 'all immigrants are vermin'],
    ] as const)
      expect(scorer.score(text).categories, text).toContain(category)
  })

  it('keeps swearing at nobody apart, below urgent', () => {
    const { score, categories } = scorer.score('holy shit that was fucking close')
    expect(score).toBeLessThan(shippedModelFile.thresholds.urgent)
    expect(categories).not.toContain('insult')
  })

  it('says less when its words are quoted, denied, told of others or of oneself', () => {
    for (const [said, toldOf] of [
      ['you are a pathetic idiot', 'he told me "you are a pathetic idiot"'],
      ['you are an idiot', 'you are not an idiot'],
      ['you are such an idiot', 'i am such an idiot'],
      ['i will hurt you', 'i would never hurt you'],
      ['go kill yourself', 'she wrote "go kill yourself" and i reported it'],
    ] as const) {
      expect(scorer.score(said).score, said).toBeGreaterThanOrEqual(review)
      expect(scorer.score(toldOf).score, toldOf).toBeLessThan(review)
    }
  })

  it('is told from its look-alikes on the half of the functional suite that nothing was tuned on', () => {
    const pairs = readPairs(FUNCTIONAL_KINDS).filter(
      ({ part, kind }) => part === 'test' && kind !== 'game-chat',
    )
    const scores = pairs.flatMap(({ abusive, benign }) => [
      scorer.score(abusive).score,
      scorer.score(benign).score,
    ])
    expect(
      macroF1(
        scores,
        pairs.flatMap(() => [1, 0]),
        0.5,
      ),
    ).toBeGreaterThanOrEqual(0.65)
  })
})

describe('spans', () => {
  it('cover exactly the disguised word, whatever the disguise and whatever stands before it', () => {
    const before = fc.string({
      unit: fc.constantFrom('é', '😀', 'ﬁ', 'ß', '\u0301', 'a', ' ', '\u200b', '“'),
      maxLength: 12,
    })
    fc.assert(
      fc.property(
        before,
        fc.constantFrom(...Object.keys(EVASIONS).filter((name) => name !== 'whole_spaced')),
        fc.constantFrom('idiot', 'moron', 'pathetic'),
        fc.nat(),
        (start, name, word, seed) => {
          const disguised = EVASIONS[name]!(word, [[0, word.length]], seededRandom(seed))
          const text = `${start} you are so ${disguised} ok`
          const at = text.indexOf(disguised, start.length)
          for (const span of scorer.score(text).spans) {
            const inside = span.start < at + disguised.length && span.end > at
            // A span may hold the words before ("you are so …"), never a part of the disguise.
            if (inside) expect([span.start <= at, span.end >= at + disguised.length]).toEqual([true, true])
          }
        },
      ),
      { numRuns: 400 },
    )
  })

  it('point at the insult', () => {
    const text = 'seriously, you absolute 𝓶𝓸𝓻𝓸𝓷'
    const { spans } = scorer.score(text)
    expect(spans.map(({ start, end }) => text.slice(start, end)).join('|')).toContain('𝓶𝓸𝓻𝓸𝓷')
  })
})

describe('a conversation', () => {
  it('says who does it to whom: the other one, the one named, or the one answered', () => {
    const insult = 'you are such a pathetic idiot'
    expect(stagesOf(say(['a', insult], ['b', 'stop']))[0]).toMatchObject({ author: 'a', target: 'b' })
    const group = say(['c', 'hi'], ['b', 'hello all'], ['a', `@c ${insult}`])
    expect(stagesOf(group).find(({ stage }) => stage === 'insult')).toMatchObject({
      author: 'a',
      target: 'c',
    })
    const answer = say(['c', 'hi'], ['b', 'hello all'], ['a', insult])
    expect(stagesOf(answer).find(({ stage }) => stage === 'insult')).toMatchObject({ target: 'b' })
    expect(stagesOf(say(['a', insult]))[0]!.target).toBeUndefined()
  })

  it('scores higher when one keeps it up, and says so', () => {
    const insults = ['you are pathetic, idiot', 'shut up you moron', 'nobody likes you, loser']
    const once = harassment.classify(say(['a', insults[0]!], ['b', 'stop'], ['a', 'ok'], ['a', 'bye']))
    const often = harassment.classify(
      say(['a', insults[0]!], ['b', 'stop'], ['a', insults[1]!], ['a', insults[2]!]),
    )
    expect(often.score!).toBeGreaterThan(once.score!)
    const stages = often.stages.map(({ stage }) => stage)
    expect(stages).toContain('persistence')
    expect(stages).toContain('one_sided')
  })

  it('tells a pile-on on one from a quarrel of two', () => {
    const pileOn = say(
      ['v', 'here is my drawing'],
      ['a', '@v you are such a loser'],
      ['b', '@v shut up you idiot'],
      ['c', '@v you are pathetic, everyone hates you'],
    )
    expect(stagesOf(pileOn).filter(({ stage }) => stage === 'pile_on')).toHaveLength(3)
    const quarrel = stagesOf(say(['a', 'you are an idiot'], ['b', 'no, you are a pathetic moron']))
    expect(quarrel.map(({ stage }) => stage)).toContain('mutual')
    expect(quarrel.map(({ stage }) => stage)).not.toContain('pile_on')
  })

  it('does not let a long talk bury what is grave, and ranks a pile-on above as many insults given and taken', () => {
    const talk = Array.from({ length: 200 }, (_, i): [string, string] => [
      'ab'[i % 2]!,
      ['did you feed the cat', 'yes before lunch', 'the bus is late again', 'see you at six then'][i % 4]!,
    ])
    for (const grave of ['go and kill yourself, nobody would miss you', 'i will slit your throat'])
      expect(harassment.classify(say(...talk.toSpliced(90, 0, ['a', grave]))).band, grave).not.toBe('low')
    const [first, second, third] = ['you are a loser', 'what a clown you are', 'shut up you moron'] as const
    const pileOn = say(['v', 'hi'], ['a', `@v ${first}`], ['b', `@v ${second}`], ['c', `@v ${third}`])
    const banter = say(['v', 'hi'], ['a', `@v ${first}`], ['v', `@a ${second}`], ['a', `@v ${third}`])
    expect(harassment.classify(pileOn).score!).toBeGreaterThan(harassment.classify(banter).score!)
  })

  it('sees an author go from insults to threats', () => {
    const stages = stagesOf(
      say(['a', 'you are such an idiot'], ['b', 'please stop'], ['a', 'i will find you and hurt you']),
    )
    expect(stages.find(({ stage }) => stage === 'escalation')).toMatchObject({
      author: 'a',
      target: 'b',
      messageIds: ['m0', 'm2'],
    })
  })

  it('leaves a foreign message without a score where the rest can be read', () => {
    const { status, perMessage } = harassment.classify(
      say(
        ['a', 'are you coming to the match on sunday?'],
        ['b', 'yes, i will bring the sandwiches and some water'],
        ['a', 'great, my brother wants to come along too'],
        ['b', 'there is enough room in the car for all of us'],
        ['a', 'nadie te quiere aqui vete a tu casa'],
      ),
    )
    expect(status).toBe('ok')
    expect(perMessage.find(({ id }) => id === 'm4')).toEqual({
      id: 'm4',
      contribution: 0,
      spans: [],
      unavailableReason: 'language',
    })
  })
})

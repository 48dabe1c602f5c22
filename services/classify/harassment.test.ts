import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ClassifierContext, ClassifierConversation, Signal } from '#domain/signal'
import { seededRandom } from '#lib/seeded-random'
import { harassment } from './harassment'
import { MessageScorer } from './harassment/score-message'
import { shippedModel, shippedModelFile } from './shipped-model'
import { EVASIONS } from './train/evasions'
import { CATEGORY_KINDS, type CategoryKind, FUNCTIONAL_KINDS, readPairs } from './train/functional-suite'
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

  it('has its category where no phrase says it, on the suite that nothing was tuned on', () => {
    const right = { named: 0, flagged: 0, order: 0, all: 0 }
    for (const [kind, category] of Object.entries(CATEGORY_KINDS))
      for (const { abusive, benign } of readPairs([kind as CategoryKind])) {
        const { score, categories } = scorer.score(abusive)
        right.all++
        if (score > scorer.score(benign).score) right.order++
        if (score < review) continue
        right.flagged++
        if (categories.includes(category)) right.named++
      }
    expect(right.flagged / right.all).toBeGreaterThan(0.5)
    expect(right.named / right.flagged).toBeGreaterThan(0.75)
    expect(right.order / right.all).toBeGreaterThan(0.85)
  })

  it('marks words with the category of what it does, where the lexicon has none for them', () => {
    const text = 'i am posting her home address and number tonight so everyone can visit'
    const { categories, spans } = scorer.score(text)
    expect(categories).toContain('doxxing')
    expect(spans.map(({ code }) => code)).not.toContain('insult')
  })

  it('is no threat among players who destroy each other in play', () => {
    const { categories, spans } = scorer.score('i am going to destroy you in fifa loser')
    expect([...categories, ...spans.map(({ code }) => code)]).not.toContain('threat')
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

  it('knows who joins in an attack from who answers the attacker', () => {
    const insult = 'you are a pathetic loser'
    for (const named of ['jo', '@jo', '']) {
      const attack = named ? `${named} ${insult}` : insult
      const { stages } = harassment.classify(
        say(['jo', 'hi all'], ['ann', attack], ['bo', insult], ['cy', insult]),
      )
      const insults = stages.filter(({ stage }) => stage === 'insult')
      expect(insults.map(({ target }) => target)).toEqual(['jo', 'jo', 'jo'])
      expect(stages.filter(({ stage }) => stage === 'pile_on')).toHaveLength(3)
    }
    const back = harassment.classify(
      say(['jo', 'hi all'], ['ann', insult], ['jo', insult], ['cy', 'stop it']),
    )
    expect(back.stages.filter(({ stage }) => stage === 'insult').map(({ target }) => target)).toEqual([
      'jo',
      'ann',
    ])
  })

  it('does not make a party of who hits back once', () => {
    const insult = 'you are a pathetic loser'
    const attacks = Array.from({ length: 4 }, (): [string, string] => ['a', insult])
    const { stages } = harassment.classify(say(...attacks, ['b', 'leave me alone you idiot']))
    expect(stages.map(({ stage }) => stage)).not.toContain('mutual')
    expect(stages.filter(({ stage }) => stage === 'one_sided')).toMatchObject([{ author: 'a', target: 'b' }])
  })

  it('does not take two who attack a third for two who attack each other', () => {
    const talk = [...'vab'].map((author): [string, string] => [author, 'what are we doing on sunday'])
    const attacks = (author: string): [string, string][] =>
      ['you are a loser', 'what a clown you are', 'shut up you moron'].map((text) => [author, `@v ${text}`])
    const one = harassment.classify(say(...talk, ...attacks('a')))
    const two = harassment.classify(say(...talk, ...attacks('a'), ...attacks('b')))
    expect(two.stages.map(({ stage }) => stage)).not.toContain('mutual')
    expect(two.score!).toBeGreaterThan(one.score! - 0.005)
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

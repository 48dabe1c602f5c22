import { describe, expect, it } from 'vitest'
import { harassment } from '../harassment'

const GROUPS = [
  'muslim',
  'jewish',
  'christian',
  'black',
  'white',
  'asian',
  'gay',
  'trans',
  'deaf',
  'immigrant',
]
const scoreOf = (text: string) =>
  harassment.classify({ messages: [{ id: '1', author: 'a', text, at: 0, reported: true }], participants: {} })
    .score

describe('words that name a group', () => {
  it.each([
    'there are three GROUP families on our street and one runs the bakery',
    'a GROUP man was held for eleven years before the judge freed him',
    'my GROUP cousin is an idiot and everybody knows it',
  ])('weigh the same, whichever group it is: %s', (sentence) => {
    const scores = GROUPS.map((group) => scoreOf(sentence.replace('GROUP', group)))
    expect(new Set(scores).size).toBe(1)
    expect(scores[0]).toBeGreaterThan(0)
  })

  it('do not hide what is said of them', () => {
    for (const group of GROUPS)
      expect(scoreOf(`all ${group} people are vermin and should be shot`)).toBeGreaterThan(
        scoreOf(`all ${group} people are welcome and should be here`)! + 0.4,
      )
  })
})

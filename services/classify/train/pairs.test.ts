import { describe, expect, it } from 'vitest'
import { memberOf, parsePairs } from './pairs'

const TEXT = `# two members in one
@ late-bus | coach | coach and pupil | A adult, B 13_15

  A: that was your best jump
- A open: is your mum still on lates? I'll ring her
+ A risk,meet: is your mum still on lates? I'll drop you
  B: yeah: till ten
`

describe('pairs', () => {
  it('are read once and give both members', () => {
    const [pair] = parsePairs(TEXT, 'x.pairs')
    expect(pair).toMatchObject({
      scenario: 'late-bus',
      kind: 'coach',
      voice: 'coach and pupil',
      ages: { A: 'adult', B: '13_15' },
    })
    expect(memberOf(pair!, 'risky').map(({ author, acts, text }) => [author, acts.join(), text])).toEqual([
      ['A', '', 'that was your best jump'],
      ['A', 'risk,meet', "is your mum still on lates? I'll drop you"],
      ['B', '', 'yeah: till ten'],
    ])
    expect(memberOf(pair!, 'ordinary').map(({ text }) => text)[1]).toBe(
      "is your mum still on lates? I'll ring her",
    )
  })

  it.each([
    ['@ a | b | c', 1, 'four fields'],
    ['  A: hello', 1, 'before the first header'],
    [`${TEXT}* A: hello`, 8, 'neither'],
    [`${TEXT}  someone: hello`, 8, 'neither'],
    ['@ a | b | c | A grown', 1, 'an age'],
  ])('are refused with the line that cannot be read: %j', (text, line, problem) => {
    expect(() => parsePairs(text, 'x.pairs')).toThrow(new RegExp(`^x\\.pairs:${line}: .*${problem}`))
  })
})

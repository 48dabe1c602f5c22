import { describe, expect, it } from 'vitest'
import { classifyLine } from './classify-line'
import { jsonLines, TOO_LONG } from './json-lines'

const line = (value: unknown) => JSON.stringify(value)
type Answer = {
  id?: string
  line?: number
  error?: string
  harassment: {
    score: number | null
    band: string | null
    messages: { index: number; score: number | null }[]
    stages: unknown[]
  }
  grooming: { stages: { stage: string; author: string; indices: number[] }[] }
}

async function split(...chunks: string[]): Promise<unknown[]> {
  async function* bytes() {
    for (const chunk of chunks) yield Buffer.from(chunk, 'latin1')
  }
  const out: unknown[] = []
  for await (const one of jsonLines(bytes(), 20)) out.push(one)
  return out
}

describe('a line of the classify command', () => {
  it('names the conversation, and its messages by index', () => {
    const answer = classifyLine(
      line({
        id: 'c1',
        messages: [
          { id: 'x', author: 'a', text: 'see you at practice', t: '2026-01-01T10:00:00Z' },
          { author: 'b', text: 'you are such a pathetic idiot', t: 1_767_261_600_000 },
        ],
        participants: { a: { ageBand: 'adult' }, b: {} },
      }),
      1,
    ) as Answer
    expect(answer.id).toBe('c1')
    expect(answer.harassment.band).not.toBe('low')
    expect(answer.harassment.messages.at(-1)).toMatchObject({ index: 1, spans: [{ code: 'insult' }] })
    expect(answer.harassment.stages).toContainEqual({
      stage: 'insult',
      author: 'b',
      target: 'a',
      indices: [1],
    })
    expect(answer.grooming).toMatchObject({ band: 'low' })
  })

  it('gives its number and the fault, never a value, where it cannot be read', () => {
    const secret = 'canary-7131'
    for (const bad of [
      `{"id": ${secret}`,
      line({ id: secret }),
      line([secret]),
      line({ messages: [{ author: 'a', text: 7, note: secret }] }),
      line({ messages: [], participants: { a: { ageBand: secret } } }),
      line({ messages: [], participants: { [secret]: { ageBand: 'old' } } }),
      line({ messages: [{ author: 'a', text: 'hi', t: secret }] }),
    ]) {
      // Whose conversation it is comes back, as in any answer.
      const { id: _, ...answer } = classifyLine(bad, 12) as Answer
      expect(answer).toMatchObject({ line: 12, error: expect.any(String) })
      expect(JSON.stringify(answer)).not.toContain(secret)
    }
  })

  it('says what was expected, and where', () => {
    const errorOf = (value: unknown) => (classifyLine(line(value), 3) as Answer).error
    const message = { author: 'a', text: 'hello' }
    expect(errorOf({ messages: [message, { author: 'b' }] })).toBe(
      'messages.1.text: Invalid input: expected string, received undefined',
    )
    for (const t of ['soon', 'tomorrow 7', '2026', '2026-13-01T00:00'])
      expect(errorOf({ messages: [{ ...message, t }] }), t).toMatch(/^messages\.0\.t: .*ISO 8601/)
    expect(errorOf({ messages: [message], participants: { a: { ageBand: 'old' } } })).toMatch(
      /^participants\.\*\.ageBand: .*"13_15"/,
    )
  })

  it('takes identifiers and times in the forms that platforms have', () => {
    const talk = (times: unknown[]) => {
      const messages = times.map((t, i) => ({ id: i, author: 'ab'[i % 2], text: 'ok see you there', t }))
      return classifyLine(line({ id: null, messages }), 5) as Answer
    }
    const inSeconds = talk([1_767_261_600, 1_767_261_660])
    expect(inSeconds).toMatchObject({ line: 5, harassment: { band: 'low' } })
    expect(talk([1_767_261_600_000, '2026-01-01T10:01:00Z'])).toEqual(inSeconds)
    // One without a time among dated ones is not from 1970.
    const reopened = [1_767_261_600_000, null, 1_767_261_720_000]
    expect(talk(reopened)).toEqual(talk([1_767_261_600_000, 1_767_261_660_000, 1_767_261_720_000]))
  })

  it('has no score for a message in another language', () => {
    const answer = classifyLine(
      line({ id: 'c', messages: [{ author: 'a', text: 'nadie te quiere aqui vete a tu casa' }] }),
      1,
    ) as Answer
    expect(answer.harassment).toMatchObject({ score: null, band: null, unavailableReason: 'language' })
  })
})

describe('the lines of a stream', () => {
  it('end at line feeds alone, however the stream is cut', async () => {
    const latin1 = (text: string) => Buffer.from(text, 'utf8').toString('latin1')
    const text = latin1('\ufeff{"a":"\u2028é"}\r\n\n{"b":1}')
    const whole = ['{"a":"\u2028é"}\r', '', '{"b":1}']
    expect(await split(text)).toEqual(whole)
    expect(await split(...text)).toEqual(whole)
    expect(await split()).toEqual([])
  })

  it('that are too long are passed over, and those after them are read', async () => {
    const long = `"${'x'.repeat(30)}"`
    expect(await split(`1\n${long}\n2\n`)).toEqual(['1', TOO_LONG, '2'])
    expect(await split('1\n', ...long, '\n2')).toEqual(['1', TOO_LONG, '2'])
    expect(await split(long)).toEqual([TOO_LONG])
    expect(classifyLine(TOO_LONG, 2)).toMatchObject({
      line: 2,
      error: expect.stringContaining('longer than'),
    })
  })
})

import { describe, expect, it } from 'vitest'
import { cosignedWords } from './cosigned-words'

describe('the age of the last cosigned checkpoint', () => {
  const now = 1_795_000_000_000
  it('says plainly that nobody watches', () => {
    expect(cosignedWords({ witnesses: 0 }, now)).toEqual({ text: 'no witness configured', alarm: false })
    expect(cosignedWords({ witnesses: 2 }, now)).toEqual({ text: 'not cosigned yet', alarm: true })
  })

  it('turns red after a minute', () => {
    const at = (ms: number) => cosignedWords({ witnesses: 1, size: 5, at: now - ms }, now)
    expect(at(4_000)).toEqual({ text: 'cosigned 4 s ago', alarm: false })
    expect(at(60_000).alarm).toBe(false)
    expect(at(60_001).alarm).toBe(true)
    expect(at(300_000).text).toBe('cosigned 5 min ago')
    expect(at(3 * 3_600_000).text).toBe('cosigned 3 h ago')
    expect(at(-5_000).text).toBe('cosigned 0 s ago')
  })
})

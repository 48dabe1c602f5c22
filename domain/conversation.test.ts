import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromRefs, type ListedMessage, mergeOrder, toRefs, windowAround } from './conversation'

const DEKS = ['aa'.repeat(16), 'bb'.repeat(16), 'cc'.repeat(16)]
const line = (seq: number, more: Partial<ListedMessage> = {}): ListedMessage => ({
  dek: DEKS[0]!,
  seq,
  id: `m${seq}`,
  sentAt: seq * 1_000,
  reported: false,
  ...more,
})
const messages = fc
  .uniqueArray(fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 40 })), {
    selector: ([d, s]) => `${d}.${s}`,
    maxLength: 60,
  })
  .chain((places) =>
    fc.tuple(
      ...places.map(([dek, seq]) =>
        fc.record({
          dek: fc.constant(DEKS[dek]!),
          seq: fc.constant(seq),
          id: fc.constant(`m${seq}`),
          sentAt: fc.constant(seq * 10),
          reported: fc.boolean(),
        }),
      ),
    ),
  )

describe('the merged conversation', () => {
  it('has one order, whatever order the reports came in', () => {
    fc.assert(
      fc.property(messages, (list) => {
        expect(mergeOrder([...list].reverse())).toEqual(mergeOrder(list))
      }),
    )
  })

  it('opens what was reported and `around` on either side, each report by itself', () => {
    const list = Array.from({ length: 30 }, (_, seq) => line(seq, { reported: seq === 15 }))
    expect(windowAround(list, 5).map((message) => message.seq)).toEqual([
      10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
    ])
    const other = list.map((message) => ({ ...message, dek: DEKS[1]!, reported: message.seq === 18 }))
    expect(toRefs(windowAround([...list, ...other], 5))).toEqual([
      [DEKS[0], '10-20'],
      [DEKS[1], '13-23'],
    ])
    expect(
      windowAround(
        list.map((message) => ({ ...message, reported: false })),
        5,
      ),
    ).toEqual([])
  })

  it('opens no more and no less of a report when another repeats its ids as reported, or comes between them', () => {
    const real = Array.from({ length: 100 }, (_, seq) => line(seq, { reported: seq === 50 }))
    const repeated = real.map((message) => ({ ...message, dek: DEKS[1]!, reported: true }))
    const between = real.map(({ seq }) =>
      line(seq, { dek: DEKS[2]!, id: `x${seq}`, sentAt: seq * 1_000 + 1, reported: true }),
    )
    const refs = toRefs(windowAround([...real, ...repeated, ...between], 5))
    expect(refs).toEqual([
      [DEKS[0], '45-55'],
      [DEKS[1], '0-99'],
      [DEKS[2], '0-99'],
    ])
  })

  it('shows both texts of one id, also when a report says it was sent at another time', () => {
    const other = line(7, { dek: DEKS[1]!, id: 'm1', sentAt: 90_000, reported: true })
    const list = [line(1, { reported: true }), line(2), other]
    expect(windowAround(list, 0).map((message) => message.dek)).toEqual([DEKS[0], DEKS[1]])
  })

  it('holds every reported message, is monotonic in `around`, and never opens more steps than it may', () => {
    fc.assert(
      fc.property(messages, fc.nat({ max: 8 }), (list, around) => {
        const ids = (some: ListedMessage[]) => new Set(some.map((message) => message.id))
        const inside = windowAround(list, around)
        for (const message of list) if (message.reported) expect(inside).toContainEqual(message)
        const wider = ids(windowAround(list, around + 1))
        for (const id of ids(inside)) expect(wider.has(id)).toBe(true)
        for (const dek of DEKS) {
          const own = (some: ListedMessage[]) => some.filter((message) => message.dek === dek)
          const reported = ids(own(list).filter((message) => message.reported)).size
          expect(ids(own(inside)).size).toBeLessThanOrEqual(reported * (2 * around + 1))
        }
      }),
    )
  })

  it('writes references in one way only', () => {
    fc.assert(
      fc.property(messages, (list) => {
        fc.pre(list.length > 0)
        const refs = toRefs(list)
        expect(toRefs(fromRefs(refs))).toEqual(refs)
        expect(fromRefs(refs)).toHaveLength(list.length)
      }),
    )
    expect(() =>
      fromRefs([
        [DEKS[1]!, '0'],
        [DEKS[0]!, '0'],
      ]),
    ).toThrow(RangeError)
    expect(() =>
      fromRefs([
        [DEKS[0]!, '0'],
        [DEKS[0]!, '1'],
      ]),
    ).toThrow(RangeError)
    expect(() =>
      fromRefs([
        [DEKS[0]!, '0-4999'],
        [DEKS[1]!, '0'],
      ]),
    ).toThrow(RangeError)
  })
})

import { describe, expect, it } from 'vitest'
import type { MessageBody } from '#domain/envelope'
import type { ConversationView, SealedMessage } from '#domain/reader-protocol'
import { buildConversation, type DrawnMessage, type Item, placeOf } from './model'

const NOON = Date.parse('2026-11-20T12:00:00')

function sealed(dek: string, seq: number, change: Partial<SealedMessage> = {}): SealedMessage {
  return {
    ...{ dek: dek.repeat(32), seq, reportId: dek, id: `m_${seq}`, sender: 'u_2', sentAt: NOON + seq * 1_000 },
    ...{ kind: 'text', reported: false, franking: 'none', envelope: '' },
    ...change,
  } as SealedMessage
}

function build(messages: SealedMessage[], opened: [SealedMessage, MessageBody][], evidence = [] as never[]) {
  const view = { reporter: 'u_1', subject: 'u_2', messages, evidence } as unknown as ConversationView
  return buildConversation(view, new Map(opened.map(([message, body]) => [placeOf(message), body])))
}

function shape(items: Item[]): string[] {
  return items.map((item) =>
    item.type === 'gap'
      ? `${item.where}:${item.count}`
      : item.type === 'destroyed'
        ? `destroyed:${item.count}`
        : item.type === 'day'
          ? 'day'
          : item.id,
  )
}

describe('a conversation as drawn', () => {
  it('shows messages outside the grant as gaps with their number', () => {
    const all = Array.from({ length: 9 }, (_, seq) => sealed('a', seq))
    const open = [all[2]!, all[3]!, all[6]!]
    const { items, opened, total } = build(
      all,
      open.map((message) => [message, { text: 'x' }]),
    )
    expect(shape(items)).toEqual(['before:2', 'day', 'm_2', 'm_3', 'between:2', 'm_6', 'after:2'])
    expect([opened, total]).toEqual([3, 9])
  })

  it('names a day once, also where messages of that day were destroyed in between', () => {
    const next = NOON + 24 * 60 * 60_000
    const all = [
      sealed('a', 0),
      sealed('a', 1, { destroyedAt: next }),
      sealed('a', 2),
      sealed('a', 3, { sentAt: next }),
    ]
    const open = [all[0]!, all[2]!, all[3]!]
    const { items } = build(
      all,
      open.map((message) => [message, { text: 'x' }]),
    )
    expect(shape(items)).toEqual(['day', 'm_0', 'destroyed:1', 'm_2', 'day', 'm_3'])
    expect(items.find((item) => item.type === 'message' && item.id === 'm_2')).toMatchObject({
      continues: false,
    })
  })

  it('lets one proof stand for a message that reports agree on, and hides no check that failed', () => {
    const states = (a: SealedMessage['franking'], b: SealedMessage['franking']) => {
      const [one, two] = [sealed('a', 0, { franking: a }), sealed('b', 0, { franking: b })]
      const { items } = build(
        [one, two],
        [
          [one, { text: 'same' }],
          [two, { text: 'same' }],
        ],
      )
      return items.find((item): item is DrawnMessage => item.type === 'message')!.statements[0]!.franking
    }
    expect(states('none', 'verified')).toBe('verified')
    expect(states('failed', 'verified')).toBe('verified')
    expect(states('unverified', 'failed')).toBe('failed')
    expect(states('none', 'unverified')).toBe('unverified')
    const run = [sealed('a', 0, { franking: 'verified' }), sealed('a', 1, { franking: 'failed' })]
    const { items } = build(
      run,
      run.map((message) => [message, { text: 'x' }]),
    )
    expect(items.filter((item) => item.type === 'message').map((item) => item.continues)).toEqual([
      false,
      false,
    ])
  })

  it('shows a message that several reports agree on once', () => {
    const [one, two] = [sealed('a', 0), sealed('b', 0, { reported: true })]
    const { items } = build(
      [one, two],
      [
        [one, { text: 'same' }],
        [two, { text: 'same' }],
      ],
    )
    const message = items.find((item): item is DrawnMessage => item.type === 'message')!
    expect(message.statements).toHaveLength(1)
    expect(message.statements[0]!.reports).toBe(2)
    expect(message.reported).toBe(true)
  })

  it('shows both texts when reports give one id two', () => {
    const [one, two] = [sealed('a', 0), sealed('b', 0)]
    const { items } = build(
      [one, two],
      [
        [one, { text: 'this' }],
        [two, { text: 'that' }],
      ],
    )
    const message = items.find((item): item is DrawnMessage => item.type === 'message')!
    expect(message.statements.map((s) => s.body.text)).toEqual(['this', 'that'])
  })

  it('keeps the reporter’s note apart and out of the count', () => {
    const [message, note] = [sealed('a', 0), sealed('a', 1, { kind: 'note', sender: 'u_1' })]
    const { notes, items, total } = build(
      [message, note],
      [
        [message, { text: 'x' }],
        [note, { text: 'please look' }],
      ],
    )
    expect(notes.map((n) => n.body.text)).toEqual(['please look'])
    expect(shape(items)).toEqual(['day', 'm_0'])
    expect(total).toBe(1)
  })

  it('orders by time, then by id, not by report', () => {
    const late = sealed('a', 0, { id: 'z', sentAt: NOON + 5_000 })
    const early = sealed('b', 0, { id: 'a', sentAt: NOON })
    const tie = sealed('b', 1, { id: 'b', sentAt: NOON })
    const all = [late, tie, early]
    const { items } = build(
      all,
      all.map((message) => [message, { text: message.id }]),
    )
    expect(shape(items)).toEqual(['day', 'a', 'b', 'z'])
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sampleReport, startTestIntake, type TestIntake } from './intake-harness'

/** Stands wherever a sender's words could be quoted; no answer may hold it. */
const CANARY = 'Kanarienvogel'

let intake: TestIntake
beforeAll(async () => {
  intake = await startTestIntake({ regions: ['EU', 'UK', 'US'] })
})
afterAll(() => intake.stop())

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()
const message = (change: Record<string, unknown> = {}) => ({
  id: 'm_1',
  senderId: 'u_2',
  sentAt: ago(10),
  text: CANARY,
  reported: true,
  ...change,
})
const many = (count: number) => Array.from({ length: count }, (_, i) => message({ id: `m_${i}` }))

type Refusal = [name: string, body: unknown, status: number, pointer: string | undefined, detail?: RegExp]
const REFUSED: Refusal[] = [
  ['an unknown region', sampleReport({ region: CANARY }), 422, '/region', /EU, UK, US, ROW/],
  ['no messages', sampleReport({}, []), 422, '/conversation/messages', /at least one/],
  ['5,001 messages', sampleReport({}, many(5_001)), 422, '/conversation/messages', /at most 5,000/],
  [
    'no reported message',
    sampleReport({}, [message({ reported: false })]),
    422,
    '/conversation/messages',
    /reported/,
  ],
  [
    'a message over 16 KiB',
    sampleReport({}, [message(), message({ id: 'm_2', text: 'é'.repeat(8_193) })]),
    422,
    '/conversation/messages/1/text',
    /16 KiB/,
  ],
  ['a note over 16 KiB', sampleReport({ note: 'x'.repeat(16_385) }), 422, '/note', /16 KiB/],
  ['a report from the future', sampleReport({ reportedAt: ago(-6) }), 422, '/reportedAt', /future/],
  [
    'a message from the future',
    sampleReport({}, [message({ sentAt: ago(-6) })]),
    422,
    '/conversation/messages/0/sentAt',
    /future/,
  ],
  [
    'a date before 1970',
    sampleReport({}, [message({ sentAt: '1969-12-31T23:59:59Z' })]),
    422,
    '/conversation/messages/0/sentAt',
    /1970/,
  ],
  [
    'a date that does not exist',
    sampleReport({ reportedAt: '2026-02-30T10:00:00Z' }),
    422,
    '/reportedAt',
    /date/,
  ],
  [
    'a date without an offset',
    sampleReport({ reportedAt: '2026-02-03T10:00:00' }),
    422,
    '/reportedAt',
    /offset/,
  ],
  [
    'a number for a text',
    sampleReport({}, [message({ text: 5 })]),
    422,
    '/conversation/messages/0/text',
    /string/,
  ],
  ['a text for an object', sampleReport({ reporter: CANARY }), 422, '/reporter', /object/],
  [
    'null for a list',
    sampleReport({ conversation: { id: 'c', kind: 'direct', messages: null } }),
    422,
    '/conversation/messages',
  ],
  ['a message that is no object', sampleReport({}, [CANARY]), 422, '/conversation/messages/0', /object/],
  [
    'a missing field',
    sampleReport({}, [{ id: 'm', sentAt: ago(1), text: CANARY, reported: true }]),
    422,
    '/conversation/messages/0/senderId',
    /required/,
  ],
  [
    'an unknown field',
    sampleReport({}, [message({ body: CANARY })]),
    422,
    '/conversation/messages/0/body',
    /not a field/,
  ],
  [
    'an unknown field that could be content',
    sampleReport({}, [message({ [`a ${CANARY}`]: 1 })]),
    422,
    '/conversation/messages/0',
    /not known/,
  ],
  [
    'one message id twice',
    sampleReport({}, [message(), message()]),
    422,
    '/conversation/messages/1/id',
    /unique.*message 0/,
  ],
  ['an empty id', sampleReport({ externalId: '' }), 422, '/externalId', /empty/],
  ['a NUL in an id', sampleReport({ externalId: 'a\0b' }), 422, '/externalId', /control/],
  [
    'a lone surrogate',
    sampleReport({}, [message({ text: `${CANARY}\ud83d` })]),
    422,
    '/conversation/messages/0/text',
    /surrogate/,
  ],
  [
    'a message id that is ours',
    sampleReport({}, [message({ id: 'note:rep_1' })]),
    422,
    '/conversation/messages/0/id',
    /reserved/,
  ],
  [
    'a kind that is ours',
    sampleReport({}, [message({ kind: 'note' })]),
    422,
    '/conversation/messages/0/kind',
    /reserved/,
  ],
  ['a kind that is no text', sampleReport({}, [message({ kind: 7 })]), 422, '/conversation/messages/0/kind'],
  [
    'an unknown kind over 16 KiB',
    sampleReport({}, [message(), message({ id: 'm_2', kind: 'poll', text: 'x'.repeat(17_000) })]),
    422,
    '/conversation/messages/1',
    /16 KiB/,
  ],
  [
    'a conversation that the platform sealed',
    sampleReport({ conversation: { id: 'c', kind: 'direct', sealed: CANARY } }),
    422,
    '/conversation/sealed',
    /not supported by this deployment yet/,
  ],
  ['a list for a report', [], 422, '', /object/],
  ['nothing', '', 400, undefined],
  ['JSON that breaks off', `{"externalId":"${CANARY}`, 400, '', /line 1, column 29/],
  ['JSON with a stray word', `{"a":1,\n ${CANARY}}`, 400, '', /line 2, column 2/],
  ['a byte order mark', `\ufeff${JSON.stringify(sampleReport())}`, 400, ''],
  [
    'invalid UTF-8',
    Buffer.concat([Buffer.from(`{"a":"${CANARY}`), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]),
    400,
    '',
    /UTF-8 at byte 20/,
  ],
  [
    'an overlong form',
    Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')]),
    400,
    '',
    /UTF-8 at byte 6/,
  ],
  ['UTF-8 that breaks off', Buffer.from([0x22, 0xf0, 0x9f, 0x98]), 400, '', /UTF-8 at byte 4/],
  ['a body over 8 MiB', `"${'x'.repeat(8 * 1024 * 1024)}"`, 413, undefined],
  ['a nest of a million brackets', '['.repeat(1_000_000), 400, '', /character 1000000/],
]

describe('bad input is refused with its place, and nothing is stored', () => {
  it.each(REFUSED)('refuses %s', async (_name, body, status, pointer, detail) => {
    const before = await intake.counts()
    const answer = await intake.post(body)
    expect(answer.status).toBe(status)
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json\b/)
    expect(answer.body.status).toBe(status)
    const errors = (answer.body.errors ?? []) as { pointer: string; detail: string }[]
    expect(errors[0]?.pointer).toBe(pointer)
    if (detail) expect(errors[0]?.detail).toMatch(detail)
    expect(JSON.stringify(answer)).not.toContain(CANARY)
    expect(await intake.counts()).toEqual(before)
  })

  it('names all places at once, the head and the messages', async () => {
    const answer = await intake.post(
      sampleReport({ region: 'XX', note: 5 }, [message({ text: 1 }), message({ sentAt: 'x' })]),
    )
    const pointers = (answer.body.errors as { pointer: string }[]).map((error) => error.pointer)
    expect(pointers).toEqual([
      '/region',
      '/note',
      '/conversation/messages/0/text',
      '/conversation/messages/1/sentAt',
    ])
  })

  it('lists at most a hundred problems', async () => {
    const answer = await intake.post(
      sampleReport(
        {},
        many(500).map((m) => ({ ...m, text: 0 })),
      ),
    )
    expect(answer.body.errors).toHaveLength(100)
  })

  it('takes dates that are ahead by less than five minutes', async () => {
    expect((await intake.post(sampleReport({ reportedAt: ago(-4) }))).status).toBe(202)
  })

  it('answers 503 for a region without an epoch, and stores nothing', async () => {
    const before = await intake.counts()
    const answer = await intake.post(sampleReport({ region: 'ROW' }))
    expect(answer).toMatchObject({ status: 503, body: { code: 'no_epoch' } })
    expect(answer.headers['retry-after']).toBe('2')
    expect(await intake.counts()).toEqual(before)
  })
})

describe('the API key', () => {
  const secret = (key: string) => key.replace(/.$/, (last) => (last === 'A' ? 'E' : 'A'))

  it.each([
    ['none', () => ''],
    ['a wrong one', () => secret(intake.key)],
    ['one that is no key', () => CANARY],
  ])('%s gets 401 with a challenge and no echo', async (_name, key) => {
    const answer = await intake.post(sampleReport(), { key: key() })
    expect(answer.status).toBe(401)
    expect(answer.headers['www-authenticate']).toContain('Bearer realm="countersign"')
    expect(JSON.stringify(answer)).not.toContain(CANARY)
  })

  it('is refused before its body is read', async () => {
    const answer = await intake.post(`"${'x'.repeat(8 * 1024 * 1024)}"`, { key: 'cs_nothing' })
    expect(answer.status).toBe(401)
  })

  it('stops working within a second of being revoked', async () => {
    const key = await intake.addKey('harbour', ['reports:write'])
    expect((await intake.post(sampleReport(), { key })).status).toBe(202)
    await intake.owner.query(`UPDATE api_key SET revoked_at = now() WHERE prefix = $1`, [key.slice(3, 11)])
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    const answer = await intake.post(sampleReport(), { key })
    expect(answer).toMatchObject({ status: 401, body: { code: 'bad_key' } })
  })

  it('does only what its scopes say', async () => {
    const reader = await intake.addKey('harbour', ['reports:read'])
    const writer = await intake.addKey('harbour', ['reports:write'])
    const refused = await intake.post(sampleReport(), { key: reader })
    expect(refused).toMatchObject({ status: 403, body: { code: 'missing_scope' } })
    const { body } = await intake.post(sampleReport(), { key: writer })
    const url = `/api/v1/reports/${body.reportId}`
    expect((await intake.call('GET', url, undefined, { key: writer })).status).toBe(403)
    expect((await intake.call('GET', url, undefined, { key: reader })).status).toBe(200)
  })
})

describe('the protocol', () => {
  it.each([
    ['GET', '/api/v1/reports', 405],
    ['DELETE', '/api/v1/reports/x', 405],
    ['POST', '/api/v1/openapi.json', 405],
    ['GET', `/api/v1/${CANARY}`, 404],
    ['GET', `/api/v1/reports/${CANARY}`, 404],
    ['GET', '/api/v1/cases/00000000-0000-7000-8000-000000000000', 404],
  ])('%s %s gets %i', async (method, url, status) => {
    const answer = await intake.call(method, url)
    expect(answer.status).toBe(status)
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json\b/)
    expect(answer.headers.allow === undefined).toBe(status !== 405)
    expect(JSON.stringify(answer)).not.toContain(CANARY)
  })

  it.each([
    ['another media type', { 'content-type': 'text/plain' }, 415],
    ['a compressed body', { 'content-encoding': 'gzip' }, 415],
    ['an idempotency key of 256 characters', { 'idempotency-key': 'k'.repeat(256) }, 400],
    ['an idempotency key with a space', { 'idempotency-key': `a ${CANARY}` }, 400],
  ])('refuses %s', async (_name, headers, status) => {
    const before = await intake.counts()
    const answer = await intake.post(sampleReport(), { headers })
    expect(answer.status).toBe(status)
    expect(JSON.stringify(answer)).not.toContain(CANARY)
    expect(await intake.counts()).toEqual(before)
  })
})

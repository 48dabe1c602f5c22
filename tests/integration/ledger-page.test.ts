import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { LedgerPage } from '#domain/key-request'
import { callRoute, keyOf, pointConsoleAt } from '#tests/support/console-route'
import type { PersonSession } from '#tests/support/person-session'
import { type Stack, startStack } from '#tests/support/stack'
import { entryWords } from '../../components/audit/entry-words'

const signedIn = vi.hoisted(() => ({ personId: undefined as string | undefined }))
vi.mock('next-auth', () => ({
  getServerSession: async () => signedIn.personId && { personId: signedIn.personId, signedInAt: Date.now() },
}))

let stack: Stack
let lead: PersonSession
let ledger: typeof import('../../app/api/ledger/route')
let checkpoint: typeof import('../../app/api/ledger/checkpoint/route')

beforeAll(async () => {
  stack = await startStack({ only: ['keyd'] })
  pointConsoleAt(stack)
  ledger = await import('../../app/api/ledger/route')
  checkpoint = await import('../../app/api/ledger/checkpoint/route')
  lead = await keyOf(stack, stack.person('safety_lead'))
  const moderator = await keyOf(stack, stack.person('moderator'))
  await moderator.claim('0198a000-0000-7000-8000-0000000000ff')
})
afterAll(() => stack?.stop())
beforeEach(() => {
  signedIn.personId = stack.person('safety_lead').id
})

type Page = LedgerPage & { names: Record<string, string> }
const query = (more: object = {}) =>
  callRoute<Page>(ledger.POST, {
    body: { signed: lead.sign<'query-ledger'>({ op: 'query-ledger', limit: 50, ...more }) },
  })

test('a lead reads what people did, with their names and in words, and not their own', async () => {
  const { status, body } = await query({ actors: 'people' })
  expect(status).toBe(200)
  const mara = stack.person('moderator')
  const said = body.rows.map((row) => `${body.names[row.personId!]} ${entryWords(row).text}`)
  expect(said).toEqual([
    expect.stringMatching(`^${mara.name} was refused a claim`),
    `${mara.name} unlocked a reading key with a trial code`,
  ])
  expect(body.leftOut).toBeGreaterThan(0)
  expect(body.names).not.toHaveProperty(stack.person('safety_lead').id)
})

test('filters by person and pages with a cursor', async () => {
  const first = (await query({ personId: stack.person('moderator').id, limit: 1 })).body
  expect(first.rows).toHaveLength(1)
  const second = (await query({ personId: stack.person('moderator').id, limit: 1, before: first.next })).body
  expect(second.rows[0]!.index).toBeLessThan(first.rows[0]!.index)
})

test('moderators and admins are not let through, even with a lead’s signature', async () => {
  for (const role of ['moderator', 'admin'] as const) {
    signedIn.personId = stack.person(role).id
    expect((await query()).status).toBe(403)
    expect((await callRoute(checkpoint.GET)).status).toBe(403)
  }
})

test('a lead’s page with a moderator’s key is refused by the key service', async () => {
  const moderator = await keyOf(stack, stack.person('moderator'))
  const signed = moderator.sign<'query-ledger'>({ op: 'query-ledger', limit: 5 })
  expect(await callRoute(ledger.POST, { body: { signed } })).toMatchObject({
    status: 403,
    body: { code: 'role_missing' },
  })
})

test('carries ledger queries and nothing else', async () => {
  const signed = lead.sign<'read-entries'>({ op: 'read-entries', from: 0, limit: 10 })
  expect(await callRoute(ledger.POST, { body: { signed } })).toMatchObject({
    status: 422,
    body: { code: 'wrong_signed_request' },
  })
})

test('shows the newest checkpoint', async () => {
  const { body } = await callRoute<{ note: string; size: number }>(checkpoint.GET)
  expect(body.note.split('\n')[1]).toBe(String(body.size))
})

test('says that the key service does not answer', async () => {
  await stack.stopPart('keyd')
  try {
    expect(await query()).toMatchObject({ status: 503, body: { code: 'keyd_unavailable' } })
  } finally {
    await stack.startPart('keyd')
  }
})

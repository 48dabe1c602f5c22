import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { probeHttp } from '#lib/probe-http'
import { type Stack, startStack } from '#tests/support/stack'

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack?.stop())

function report(conversation: string) {
  const at = new Date(Date.now() - 60_000).toISOString()
  return {
    externalId: randomUUID(),
    region: 'EU',
    source: 'user',
    reason: 'harassment',
    reportedAt: at,
    reporter: { id: 'u_1', ageBand: 'adult' },
    subject: { id: 'u_2', ageBand: 'adult' },
    conversation: {
      id: conversation,
      kind: 'direct',
      messages: [{ id: 'm_1', senderId: 'u_2', sentAt: at, text: 'nobody wants you here', reported: true }],
    },
  }
}

async function stageOf(reportId: string): Promise<string> {
  const client = new Client({ connectionString: stack.db.owner })
  await client.connect()
  try {
    return (await client.query('SELECT stage FROM report WHERE id = $1', [reportId])).rows[0]?.stage
  } finally {
    await client.end()
  }
}

test('every part says that it is well', async () => {
  for (const socketPath of Object.values(stack.sockets))
    expect((await probeHttp({ socketPath }, '/healthz', 2_000)).status).toBe(200)
})

test('a report goes from the door to its queue', async () => {
  const { status, body } = await stack.postReport(report('c_1'))
  expect(status).toBe(202)
  const { reportId } = body as { reportId: string }
  await expect.poll(() => stageOf(reportId), { timeout: 20_000, interval: 50 }).toBe('routed')
})

test('reports come in while the key service is down, and are routed when it is back', async () => {
  await stack.stopPart('keyd')
  const { status, body } = await stack.postReport(report('c_2'))
  expect(status).toBe(202)
  const { reportId } = body as { reportId: string }
  expect(await stageOf(reportId)).toBe('received')
  await stack.startPart('keyd')
  await expect.poll(() => stageOf(reportId), { timeout: 30_000, interval: 50 }).toBe('routed')
})

import { randomBytes, randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Pool } from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { DecisionEvent } from '#domain/decision'
import { pgQuery, type Query } from '#lib/query'
import { openSecret, sealSecret } from '#lib/sealed-secret'
import { isPublicAddress, vetUrl } from '#services/action/address'
import { deliveryWaitMs, MAX_DELIVERY_ATTEMPTS } from '#services/action/backoff'
import { dueDeliveries } from '#services/action/data'
import { deliverOnce } from '#services/action/deliver'
import { advanceDecided } from '#services/action/mutations'
import { type Received, startReceiver } from '#services/action/receiver'
import { sendWebhook } from '#services/action/send-webhook'
import { createTestDatabase, type TestDatabase } from '../support/database'

const secretKey = randomBytes(32).toString('base64url')
const secret = `whsec_${randomBytes(32).toString('base64')}`

async function freeUrl(): Promise<URL> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return new URL(`http://127.0.0.1:${port}/webhooks`)
}

describe('delivering a decision', () => {
  let db: TestDatabase
  let owner: Pool
  let worker: Pool
  let query: Query
  const closing: (() => Promise<unknown>)[] = []

  beforeAll(async () => {
    db = await createTestDatabase()
    owner = new Pool({ connectionString: db.owner })
    worker = new Pool({ connectionString: db.worker })
    query = pgQuery(worker)
    await owner.query(`INSERT INTO platform (id, name) VALUES ('harbour', 'Harbour')`)
  })
  afterEach(async () => {
    for (const close of closing.splice(0)) await close()
  })
  afterAll(async () => {
    await worker.end()
    await owner.end()
    await db.drop()
  })

  /** A decided case with deliveries to these URLs, as the console's transaction leaves it. */
  async function decide(urls: string[], options: { index?: number | null; payload?: object } = {}) {
    const [caseId, decisionId] = [randomUUID(), randomUUID()]
    await owner.query(
      `INSERT INTO review_case (id, platform_id, region, conversation_id, kind, subject_id, stage, decided_at)
       VALUES ($1, 'harbour', 'EU', $2, 'direct', 'u_2', 'decided', now())`,
      [caseId, `c_${caseId}`],
    )
    await owner.query(
      `INSERT INTO decision (id, case_id, person_id, policy, action, rationale_dek, rationale_envelope, ledger_index)
       VALUES ($1, $2, $3, 'harassment', 'warn', '00', '\\x00', $4)`,
      [decisionId, caseId, randomUUID(), options.index === undefined ? 7 : options.index],
    )
    const at = new Date().toISOString()
    const payload: DecisionEvent = {
      type: 'case.decided',
      timestamp: at,
      data: {
        caseId,
        decisionId,
        region: 'EU',
        conversationId: `c_${caseId}`,
        subjectId: 'u_2',
        reports: [{ reportId: randomUUID(), externalId: 'rep_1' }],
        policy: 'harassment',
        action: 'warn',
        decidedAt: at,
      },
    }
    const deliveryIds: string[] = []
    for (const url of urls) {
      const [endpointId, deliveryId] = [randomUUID(), randomUUID()]
      await owner.query(
        `INSERT INTO webhook_endpoint (id, platform_id, url, secret_sealed) VALUES ($1, 'harbour', $2, $3)`,
        [endpointId, url, sealSecret(secretKey, secret)],
      )
      await owner.query(
        // A second back: the column rounds to milliseconds, up as well as down.
        `INSERT INTO delivery (id, platform_id, decision_id, endpoint_id, payload, next_at)
         VALUES ($1, 'harbour', $2, $3, $4, now() - interval '1 second')`,
        [deliveryId, decisionId, endpointId, options.payload ?? payload],
      )
      deliveryIds.push(deliveryId)
    }
    return { caseId, decisionId, deliveryIds, deliveryId: deliveryIds[0]!, payload }
  }

  async function receive(url: URL): Promise<Received[]> {
    const received: Received[] = []
    const receiver = await startReceiver({ url, secret }, (one) => received.push(one))
    closing.push(() => receiver.close())
    return received
  }

  async function answering(status: number, headers: Record<string, string> = {}): Promise<URL> {
    const url = await freeUrl()
    const server: Server = createServer((_request, response) => response.writeHead(status, headers).end('no'))
    await new Promise<void>((resolve) => server.listen(Number(url.port), '127.0.0.1', resolve))
    closing.push(() => new Promise((resolve) => server.close(resolve)))
    return url
  }

  const deliver = (id: string, allow: string[]) => deliverOnce(query, id, { secretKey, allow, now: Date.now })
  const stageOf = async (id: string) =>
    (await owner.query<{ stage: string }>('SELECT stage FROM review_case WHERE id = $1', [id])).rows[0]!.stage
  const stored = async (id: string) =>
    (await owner.query('SELECT * FROM delivery WHERE id = $1', [id])).rows[0] as Record<string, unknown>

  it('sends a signed webhook that the platform can verify, and closes the case', async () => {
    const url = await freeUrl()
    const received = await receive(url)
    const { caseId, deliveryId, payload } = await decide([url.href])
    expect(await deliver(deliveryId, [url.host])).toEqual({ status: 'delivered', httpStatus: 204 })
    expect(received).toEqual([{ ok: true, id: deliveryId, event: payload }])
    expect(await stageOf(caseId)).toBe('closed')
    const { rows } = await owner.query('SELECT kind FROM case_event WHERE case_id = $1 ORDER BY id', [caseId])
    expect(rows.map(({ kind }) => kind)).toEqual(['delivery.delivered', 'case.closed'])
    expect(await deliver(deliveryId, [url.host])).toBeUndefined()
    expect(received).toHaveLength(1)
  })

  it('is refused by a receiver that holds another secret', async () => {
    const url = await freeUrl()
    const received: Received[] = []
    const other = `whsec_${randomBytes(32).toString('base64')}`
    const receiver = await startReceiver({ url, secret: other }, (one) => received.push(one))
    closing.push(() => receiver.close())
    const { caseId, deliveryId } = await decide([url.href])
    expect(await deliver(deliveryId, [url.host])).toMatchObject({ status: 'pending', code: 'http_400' })
    expect(received).toEqual([{ ok: false, id: deliveryId, reason: 'bad_signature' }])
    expect(await stageOf(caseId)).toBe('decided')
  })

  it('keeps the webhook id over all tries, waits longer each time, and gives up visibly', async () => {
    const url = await answering(500)
    const { caseId, deliveryId } = await decide([url.href])
    for (let attempt = 1; attempt <= MAX_DELIVERY_ATTEMPTS; attempt++) {
      await owner.query("UPDATE delivery SET next_at = now() - interval '1 second' WHERE id = $1", [
        deliveryId,
      ])
      const result = await deliver(deliveryId, [url.host])
      expect(result).toMatchObject({
        status: attempt === MAX_DELIVERY_ATTEMPTS ? 'dead' : 'pending',
        code: 'http_500',
        httpStatus: 500,
      })
    }
    expect(await stored(deliveryId)).toMatchObject({ status: 'dead', last_error: 'http_500', attempts: 11 })
    await advanceDecided(query)
    expect(await stageOf(caseId)).toBe('decided')
    const { rows } = await owner.query('SELECT kind FROM case_event WHERE case_id = $1', [caseId])
    expect(rows).toEqual([{ kind: 'delivery.dead' }])
  })

  it('does not follow a redirect', async () => {
    const target = await freeUrl()
    const received = await receive(target)
    const url = await answering(302, { location: target.href })
    const { deliveryId } = await decide([url.href])
    expect(await deliver(deliveryId, [url.host, target.host])).toMatchObject({ code: 'http_302' })
    expect(received).toEqual([])
  })

  it('stops at once when the endpoint says that it is gone', async () => {
    const url = await answering(410)
    const { deliveryId } = await decide([url.href])
    expect(await deliver(deliveryId, [url.host])).toMatchObject({ status: 'dead', code: 'http_410' })
  })

  it('sends nothing of a decision that the ledger does not have', async () => {
    const url = await freeUrl()
    const received = await receive(url)
    const { caseId, deliveryId } = await decide([url.href], { index: null })
    expect(await deliver(deliveryId, [url.host])).toBeUndefined()
    expect(await dueDeliveries(query, 100)).not.toContain(deliveryId)
    await advanceDecided(query)
    expect(await stageOf(caseId)).toBe('decided')
    expect(received).toEqual([])
  })

  it('sends no payload with a field that does not belong there', async () => {
    const url = await freeUrl()
    const received = await receive(url)
    const { payload } = await decide([])
    const leaky = { ...payload, data: { ...payload.data, reporterId: 'u_1' } }
    const { deliveryId } = await decide([url.href], { payload: leaky })
    expect(await deliver(deliveryId, [url.host])).toEqual({ status: 'dead', code: 'payload_invalid' })
    expect(received).toEqual([])
  })

  it('closes a case that has nobody to tell, and marks one acted while an endpoint is still waiting', async () => {
    const alone = await decide([])
    const [up, down] = [await freeUrl(), await freeUrl()]
    await receive(up)
    const two = await decide([up.href, down.href])
    await deliver(two.deliveryIds[0]!, [up.host])
    expect(await deliver(two.deliveryIds[1]!, [down.host])).toMatchObject({ code: 'connection_failed' })
    await advanceDecided(query)
    expect([await stageOf(alone.caseId), await stageOf(two.caseId)]).toEqual(['closed', 'acted'])
  })

  it('never connects to an address of our own network', async () => {
    const url = await freeUrl()
    const received = await receive(url)
    const { deliveryId } = await decide([url.href.replace('http:', 'https:')])
    expect(await deliver(deliveryId, [])).toMatchObject({ status: 'pending', code: 'refused_address' })
    expect(received).toEqual([])
  })
})

describe('the guard against reaching inwards', () => {
  it.each([
    ...['127.0.0.1', '10.1.2.3', '172.31.255.255', '192.168.0.1', '169.254.169.254', '100.64.0.1', '0.0.0.0'],
    ...['224.0.0.1', '255.255.255.255', '198.18.0.1', '192.0.2.1', '168.63.129.16'],
    ...['::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', 'fe80::1', 'fc00::1', 'fd00:ec2::254', 'ff02::1'],
    ...['64:ff9b::7f00:1', '2002:7f00:1::', '2001:db8::1', '2001::1', 'not an address'],
  ])('refuses %s', (address) => expect(isPublicAddress(address)).toBe(false))

  it.each(['8.8.8.8', '93.184.215.14', '2606:4700:4700::1111', '2a00:1450:4001:81b::200e'])(
    'accepts %s',
    (address) => expect(isPublicAddress(address)).toBe(true),
  )

  it('refuses a name if any of its addresses is private', async () => {
    const resolve = async () => [
      { address: '93.184.215.14', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ]
    expect(await vetUrl('https://example.org/x', [], resolve)).toEqual({ ok: false, code: 'refused_address' })
  })

  it.each([
    ['http://example.org/', 'https_required'],
    ['https://user:pass@example.org/', 'bad_url'],
    ['ftp://example.org/', 'bad_url'],
    ['https://2130706433/', 'refused_address'],
    ['https://0x7f.1/', 'refused_address'],
    ['https://[::ffff:7f00:1]/', 'refused_address'],
    ['nonsense', 'bad_url'],
  ])('refuses %s', async (url, code) => expect(await vetUrl(url, [])).toEqual({ ok: false, code }))

  it('connects to the vetted address although the name has changed its mind', async () => {
    const url = await freeUrl()
    const seen: Received[] = []
    const receiver = await startReceiver({ url, secret }, (one) => seen.push(one))
    // The name does not exist: only the pinned address can have been used.
    const sent = await sendWebhook(
      { url: `http://platform.invalid:${url.port}/webhooks`, secret },
      { id: 'msg_1', body: '{}' },
      {
        allow: [`platform.invalid:${url.port}`],
        now: new Date(),
        resolve: async () => [{ address: '127.0.0.1', family: 4 }],
      },
    )
    await receiver.close()
    expect(sent).toEqual({ ok: false, status: 400, code: 'http_400', gone: false })
    expect(seen).toEqual([{ ok: false, id: 'msg_1', reason: 'unknown_event' }])
  })

  it('tries for a day and a little, with room for chance', () => {
    const waits = Array.from({ length: MAX_DELIVERY_ATTEMPTS }, (_, i) => deliveryWaitMs(i + 1, 0.5))
    expect(waits.at(-1)).toBeUndefined()
    const hours = waits.reduce<number>((sum, wait) => sum + (wait ?? 0), 0) / 3_600_000
    expect(hours).toBeGreaterThan(24)
    expect(hours).toBeLessThan(30)
    expect([deliveryWaitMs(1, 0), deliveryWaitMs(1, 1)]).toEqual([4_000, 6_000])
  })
})

describe('a webhook secret at rest', () => {
  it('opens only under its key and unchanged', () => {
    const sealed = sealSecret(secretKey, secret)
    expect(openSecret(secretKey, sealed)).toBe(secret)
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed)
      changed[i]! ^= 1
      expect(() => openSecret(secretKey, changed)).toThrow()
    }
    expect(() => openSecret(randomBytes(32).toString('base64url'), sealed)).toThrow()
  })
})

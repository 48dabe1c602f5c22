import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { sealSecret } from '#lib/sealed-secret'
import type { ScoringHouse } from './scoring-house'

export const PLUGIN_SECRET = `whsec_${Buffer.alloc(32, 3).toString('base64')}`
const [ALVA, BO] = ['0198a000-0000-7000-8000-000000000005', '0198a000-0000-7000-8000-00000000bbbb']

type Asked = { body: string; headers: Record<string, string> }
type Question = { messages: { id: string; text: string }[] }

/** Somebody else's scorer on this machine. It forgets between tests, and then finds everything urgent. */
export class Scorer {
  url = ''
  /** `host:port`. */
  address = ''
  asked: Asked[] = []
  answer: (question: Question) => { status: number; body: string } | 'hang' = urgent

  constructor() {
    const server = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      this.asked.push({ body, headers: request.headers as Record<string, string> })
      const said = this.answer(JSON.parse(body))
      if (said === 'hang') return
      response.writeHead(said.status, { 'content-type': 'application/json' }).end(said.body)
    })
    beforeAll(async () => {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const address = server.address()
      if (typeof address !== 'object' || !address) throw new Error('no address')
      this.address = `127.0.0.1:${address.port}`
      this.url = `http://${this.address}/score`
    })
    afterAll(async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    })
    beforeEach(() => {
      this.asked = []
      this.answer = urgent
    })
  }
}

function urgent() {
  return { status: 200, body: '{"score":0.95}' }
}

/** Enters a plug-in that one admin proposed and another allowed. @returns its code. */
export async function allowPlugin(
  house: ScoringHouse,
  scorer: Scorer,
  given: { code?: string; timeoutMs?: number; perMinute?: number; url?: string } = {},
): Promise<string> {
  const code = given.code ?? `p-${randomUUID().slice(0, 8)}`
  await house.owner.query(
    `INSERT INTO plugin (code, name, url, purpose, secret_sealed, platforms, timeout_ms, per_minute, review, urgent,
       state, proposed_by, allowed_by, allowed_at)
     VALUES ($1, 'Scorer', $2, 'A second opinion', $3, $4, $5, $6, 0.5, 0.9, 'allowed', $7, $8, now())`,
    [
      code,
      given.url ?? scorer.url,
      sealSecret(house.stack.secretKey, PLUGIN_SECRET),
      [house.stack.platformId],
      given.timeoutMs ?? 9_000,
      given.perMinute ?? 600,
      ALVA,
      BO,
    ],
  )
  return code
}

import { Webhook } from 'standardwebhooks'
import { request } from 'undici'
import { connectionFailure } from '#lib/connection-failure'
import { pinnedAgent } from '#lib/pinned-agent'
import { vetUrl } from './address'

const CONNECT_MS = 5_000
const TOTAL_MS = 15_000
/** What is read of an answer, so that the connection ends well; it is thrown away. */
const ANSWER_BYTES = 1_024

export type Sent = { ok: true; status: number } | { ok: false; status?: number; code: string; gone?: boolean }

/**
 * One try at sending a Standard Webhook. Never throws and never follows a redirect; says how it went in a code.
 *
 * @param id stays the same over all tries, so that the platform can tell a repetition.
 * @param secret `whsec_` and base64.
 */
export async function sendWebhook(
  endpoint: { url: string; secret: string },
  message: { id: string; body: string },
  options: { allow: readonly string[]; now: Date; resolve?: Parameters<typeof vetUrl>[2] },
): Promise<Sent> {
  const vetted = await vetUrl(endpoint.url, options.allow, options.resolve)
  if (!vetted.ok) return { ok: false, code: vetted.code }
  const agent = pinnedAgent(vetted, { connectMs: CONNECT_MS, totalMs: TOTAL_MS })
  try {
    const answer = await request(vetted.url, {
      method: 'POST',
      dispatcher: agent,
      signal: AbortSignal.timeout(TOTAL_MS),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Countersign-Webhooks/1',
        'webhook-id': message.id,
        'webhook-timestamp': String(Math.floor(options.now.getTime() / 1_000)),
        'webhook-signature': new Webhook(endpoint.secret).sign(message.id, options.now, message.body),
      },
      body: message.body,
    })
    const status = answer.statusCode
    await answer.body.dump({ limit: ANSWER_BYTES }).catch(() => {})
    if (status >= 200 && status < 300) return { ok: true, status }
    // Standard Webhooks: 410 means that the endpoint wants no more.
    return { ok: false, status, code: `http_${status}`, gone: status === 410 }
  } catch (error) {
    return { ok: false, code: connectionFailure(error) ?? 'send_failed' }
  } finally {
    await agent.destroy().catch(() => {})
  }
}

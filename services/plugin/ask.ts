import { Webhook } from 'standardwebhooks'
import { request } from 'undici'
import type { ClassifierConversation } from '#domain/signal'
import { connectionFailure } from '#lib/connection-failure'
import { pinnedAgent } from '#lib/pinned-agent'
import type { Vetted } from '#services/action/address'
import { PluginAnswer, questionOf } from './answer'

const CONNECT_MS = 3_000
const MAX_ANSWER_BYTES = 1_048_576

export type Asked = { ok: true; answer: PluginAnswer } | { ok: false; code: string }

/**
 * Sends one conversation to a scorer and reads its answer: one try, no redirect, an end to time and size. Never throws;
 * says in a code what went wrong, and nothing of what was sent or answered.
 *
 * @param vetted the address that the URL was found to stand at, and may.
 * @param secret `whsec_` and base64: signs the body as Standard Webhooks do, so that the scorer knows who asks.
 */
export async function askPlugin(
  plugin: { timeoutMs: number; secret: string },
  question: { id: string; conversation: ClassifierConversation },
  vetted: Extract<Vetted, { ok: true }>,
  now: Date,
): Promise<Asked> {
  const totalMs = plugin.timeoutMs
  const agent = pinnedAgent(vetted, { connectMs: Math.min(CONNECT_MS, totalMs), totalMs })
  try {
    const body = JSON.stringify(questionOf(question.conversation))
    const answer = await request(vetted.url, {
      method: 'POST',
      dispatcher: agent,
      signal: AbortSignal.timeout(totalMs),
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'user-agent': 'Countersign-Scorer/1',
        'webhook-id': question.id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
        'webhook-signature': new Webhook(plugin.secret).sign(question.id, now, body),
      },
      body,
    })
    if (answer.statusCode !== 200) return { ok: false, code: `http_${answer.statusCode}` }
    return await readAnswer(answer.body)
  } catch (error) {
    return { ok: false, code: connectionFailure(error) ?? 'connection_failed' }
  } finally {
    await agent.destroy().catch(() => {})
  }
}

async function readAnswer(body: AsyncIterable<Uint8Array>): Promise<Asked> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > MAX_ANSWER_BYTES) return { ok: false, code: 'answer_too_large' }
    chunks.push(chunk)
  }
  try {
    const parsed = PluginAnswer.safeParse(JSON.parse(Buffer.concat(chunks).toString('utf8')))
    return parsed.success ? { ok: true, answer: parsed.data } : { ok: false, code: 'answer_invalid' }
  } catch {
    return { ok: false, code: 'answer_invalid' }
  }
}

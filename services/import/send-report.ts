import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, errors } from 'undici'

/** What became of one report: an outcome, or the first problem that the server named. Never what was sent. */
export type Sent =
  | { outcome: 'accepted' | 'joined' | 'duplicate'; reportId: string; caseId: string }
  | { outcome: 'rejected'; status: number; code: string; pointer?: string; detail: string }

/** The server cannot be reached, or refuses the key: every further report would end the same way. */
export class ImportStopped extends Error {
  override readonly name = 'ImportStopped'
}

export type Sender = { send(body: Buffer, signal: AbortSignal): Promise<Sent>; close(): Promise<void> }
export type SenderOptions = {
  /** Origin of the front door. */
  url: string
  key: string
  connections: number
  /** How often one report is tried when the server is busy or away. */
  attempts?: number
}

const DEFAULT_ATTEMPTS = 10
/** An address that never answered is most likely the wrong one: no use in two minutes of patience. */
const ATTEMPTS_BEFORE_FIRST_ANSWER = 3
const MAX_WAIT_MS = 30_000

export function createSender({ url, key, connections, attempts = DEFAULT_ATTEMPTS }: SenderOptions): Sender {
  const agent = new Agent({ connections, headersTimeout: 60_000, connect: { timeout: 5_000 } })
  const origin = new URL(url).origin
  let answered = false

  const attempt = async (body: Buffer, idempotencyKey: string, signal: AbortSignal) => {
    const answer = await agent.request({
      origin,
      path: '/api/v1/reports',
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        // A repeated attempt gets the first one's answer, and is not counted as a duplicate of itself.
        'idempotency-key': idempotencyKey,
      },
      body,
      signal,
    })
    const json = (await answer.body.json().catch(() => ({}))) as Record<string, unknown>
    return { status: answer.statusCode, retryAfter: Number(answer.headers['retry-after']), json }
  }

  return {
    async send(body, signal) {
      const idempotencyKey = randomUUID()
      for (let n = 1; ; n++) {
        const backoffMs = Math.min(250 * 2 ** n, MAX_WAIT_MS)
        try {
          const { status, retryAfter, json } = await attempt(body, idempotencyKey, signal)
          answered = true
          const busy = status === 429 || status === 502 || status === 503 || status === 504
          if (!busy || n >= attempts) return understood(status, json)
          await sleep(retryAfter > 0 ? Math.min(retryAfter * 1000, MAX_WAIT_MS) : backoffMs, undefined, {
            signal,
          })
        } catch (error) {
          if (signal.aborted || error instanceof ImportStopped) throw error
          if (n >= (answered ? attempts : ATTEMPTS_BEFORE_FIRST_ANSWER))
            throw new ImportStopped(`${origin} does not answer (${codeOf(error)}).`)
          await sleep(backoffMs, undefined, { signal })
        }
      }
    },
    close: () => agent.close(),
  }
}

function understood(status: number, json: Record<string, unknown>): Sent {
  const { status: outcome, reportId, caseId } = json
  if (status === 202 && (outcome === 'accepted' || outcome === 'joined' || outcome === 'duplicate'))
    return { outcome, reportId: String(reportId), caseId: String(caseId) }
  const title = typeof json.title === 'string' ? json.title : 'The server gave an answer that is not ours.'
  const code = typeof json.code === 'string' ? json.code : 'unknown'
  if (status === 401 || status === 403) throw new ImportStopped(`${title} (${code})`)
  if (code === 'unknown' && status === 404)
    throw new ImportStopped('There is no Countersign API at this address.')
  const [first] = Array.isArray(json.errors) ? (json.errors as { pointer?: string; detail?: string }[]) : []
  return {
    outcome: 'rejected',
    status,
    code,
    ...(first?.pointer === undefined ? {} : { pointer: first.pointer }),
    detail: first?.detail ?? title,
  }
}

function codeOf(error: unknown): string {
  if (error instanceof errors.UndiciError) return error.code
  const { code } = (error ?? {}) as { code?: unknown }
  return typeof code === 'string' ? code : 'no answer'
}

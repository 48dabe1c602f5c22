import { createServer, type IncomingMessage } from 'node:http'
import { Webhook } from 'standardwebhooks'
import { DecisionEvent } from '#domain/decision'

const MAX_BODY_BYTES = 1 << 20

export type Received =
  | { ok: true; id: string; event: DecisionEvent }
  | { ok: false; id: string; reason: 'bad_signature' | 'unknown_event' }

/**
 * What a platform runs to hear of decisions, in small: verifies the signature over the exact bytes and only then
 * parses. A repeated `webhook-id` is answered again and reported again; a platform would skip it.
 *
 * @param options.url where to listen: host, port and path.
 */
export async function startReceiver(
  options: { url: URL; secret: string },
  onReceived: (received: Received) => void,
): Promise<{ close(): Promise<void> }> {
  const webhook = new Webhook(options.secret)
  const server = createServer(async (request, response) => {
    if (request.method !== 'POST' || request.url !== options.url.pathname) {
      response.writeHead(404).end()
      return
    }
    const body = await readBody(request)
    if (body === undefined) {
      response.writeHead(413).end()
      return
    }
    const received = verify(webhook, body, request)
    onReceived(received)
    response.writeHead(received.ok ? 204 : 400).end()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(Number(options.url.port), options.url.hostname, resolve)
  })
  return {
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BODY_BYTES) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function verify(webhook: Webhook, body: string, { headers }: IncomingMessage): Received {
  const id = String(headers['webhook-id'] ?? '')
  let value: unknown
  try {
    value = webhook.verify(body, headers as Record<string, string>)
  } catch {
    return { ok: false, id, reason: 'bad_signature' }
  }
  const event = DecisionEvent.safeParse(value)
  return event.success ? { ok: true, id, event: event.data } : { ok: false, id, reason: 'unknown_event' }
}

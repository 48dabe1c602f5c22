import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createTlsServer, type ServerOptions } from 'node:https'
import type { Server } from 'node:net'

/** How the server behaves: `sealed` answers 503 as Vault does, `down` accepts and never answers, `broken` says 500. */
export type TransitState = 'up' | 'sealed' | 'down' | 'broken'
export const TRANSIT_TOKEN = 'token-of-the-key-service'

/**
 * A small real server of the Transit protocol (aes256-gcm96): keys with versions in memory, real AES-GCM, an access
 * token, and states to inject. It stands where Vault or OpenBao stands in production.
 */
export async function startTransitServer(at: { socket: string } | { tls: ServerOptions }) {
  const versions: Buffer[] = [randomBytes(32)]
  const control = { state: 'up' as TransitState, latencyMs: 0, requests: [] as string[] }
  const answer: RequestListener = async (request, response) => {
    const body = await bodyOf(request)
    control.requests.push(`${request.method} ${request.url}`)
    if (control.latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, control.latencyMs))
    const send = (status: number, value: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    if (control.state === 'down') return
    if (control.state === 'sealed') return send(503, { errors: ['Vault is sealed'] })
    if (control.state === 'broken') return send(500, { errors: ['internal error'] })
    if (request.headers['x-vault-token'] !== TRANSIT_TOKEN)
      return send(403, { errors: ['permission denied'] })
    const result = handle(versions, `${request.method} ${request.url}`, body)
    send(result.status, result.body)
  }
  const server: Server = 'tls' in at ? createTlsServer(at.tls, answer) : createServer(answer)
  server.listen('tls' in at ? { port: 0, host: '127.0.0.1' } : { path: at.socket })
  await once(server, 'listening')
  const address = server.address()
  return {
    control,
    port: typeof address === 'object' && address ? address.port : 0,
    async close() {
      ;(server as unknown as { closeAllConnections(): void }).closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, string>> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString('utf8')
  return text === '' ? {} : (JSON.parse(text) as Record<string, string>)
}

function handle(
  versions: Buffer[],
  call: string,
  body: Record<string, string>,
): { status: number; body: object } {
  const associated = Buffer.from(body.associated_data ?? '', 'base64')
  if (call === 'GET /v1/transit/keys/root')
    return { status: 200, body: { data: { latest_version: versions.length } } }
  if (call === 'POST /v1/transit/keys/root/rotate') {
    versions.push(randomBytes(32))
    return { status: 204, body: {} }
  }
  if (call === 'POST /v1/transit/encrypt/root') {
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', versions.at(-1)!, nonce, { authTagLength: 16 })
    cipher.setAAD(associated)
    const sealed = [
      nonce,
      cipher.update(Buffer.from(body.plaintext!, 'base64')),
      cipher.final(),
      cipher.getAuthTag(),
    ]
    const ciphertext = `vault:v${versions.length}:${Buffer.concat(sealed).toString('base64')}`
    return { status: 200, body: { request_id: 'r', data: { ciphertext, key_version: versions.length } } }
  }
  if (call === 'POST /v1/transit/decrypt/root')
    try {
      const [, version, text] = /^vault:v(\d+):(.+)$/.exec(body.ciphertext!)!
      const bytes = Buffer.from(text!, 'base64')
      const decipher = createDecipheriv(
        'aes-256-gcm',
        versions[Number(version) - 1]!,
        bytes.subarray(0, 12),
        {
          authTagLength: 16,
        },
      )
      decipher.setAAD(associated)
      decipher.setAuthTag(bytes.subarray(-16))
      const plaintext = Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()])
      return { status: 200, body: { data: { plaintext: plaintext.toString('base64') } } }
    } catch {
      return { status: 400, body: { errors: ['cipher: message authentication failed'] } }
    }
  return { status: 404, body: { errors: [] } }
}

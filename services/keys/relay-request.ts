import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { fromBase64Url, fromUtf8 } from '#domain/bytes'
import { AppError } from '#domain/errors'
import { SignedRequest } from '#domain/key-request'

/** All that the relay carries. Everything else has no address here. */
export const RELAY_ROUTES: Record<string, { method: 'GET' | 'POST'; to: string; signed?: boolean }> = {
  '/relay/nonce': { method: 'POST', to: '/v1/nonce' },
  '/relay/sessions': { method: 'POST', to: '/v1/sessions' },
  '/relay/credentials': { method: 'POST', to: '/v1/credentials/options' },
  '/relay/enrol': { method: 'POST', to: '/v1/enrol' },
  '/relay/release': { method: 'POST', to: '/v1/signed', signed: true },
  '/relay/live': { method: 'POST', to: '/v1/live' },
  '/relay/checkpoint': { method: 'GET', to: '/v1/checkpoint' },
  '/relay/epochs': { method: 'GET', to: '/v1/epochs' },
}

export const MAX_RELAY_BODY_BYTES = 1024 * 1024
/** What a reader asks for itself. Claims and decisions go through the console, which must project them. */
const RELAYED_OPS: unknown[] = ['release', 'read-entries', 'read-access']

/**
 * A browser says where a request comes from; a page of another origin must not use this host with somebody's
 * browser. Clients that are no browser prove nothing here: the key service checks every signature itself.
 */
export function isSameOrigin(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin') return false
  const { origin, host } = headers
  if (origin !== undefined) return URL.canParse(origin) && new URL(origin).host === host
  return site === 'same-origin'
}

/** @throws AppError for a body over 1 MiB or of another type. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  if (!/^application\/json(;|$)/.test(request.headers['content-type'] ?? ''))
    throw new AppError('invalid', 'Send the body as application/json.', { reason: 'media_type' })
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > MAX_RELAY_BODY_BYTES)
      throw new AppError('invalid', 'The body is larger than 1 MiB.', { reason: 'body_too_large' })
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** @throws AppError unless the body is a signed request for an operation that readers ask for. */
export function requireRelayable(body: Uint8Array): void {
  let op: unknown
  try {
    const { payload } = SignedRequest.parse(JSON.parse(fromUtf8(body)))
    op = (JSON.parse(fromUtf8(fromBase64Url(payload))) as { op?: unknown }).op
  } catch {
    throw new AppError('invalid', 'This is not a signed request.', { reason: 'not_signed' })
  }
  if (!RELAYED_OPS.includes(op))
    throw new AppError('forbidden', 'The relay does not carry this operation.', { reason: 'op_not_relayed' })
}

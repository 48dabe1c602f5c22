import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http'

/** Headers that concern one connection only (RFC 9110, section 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

function endToEnd(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase())
  const out: OutgoingHttpHeaders = {}
  for (const [name, value] of Object.entries(headers))
    if (!HOP_BY_HOP.has(name) && !named.includes(name)) out[name] = value
  return out
}

/** @param trustForwarded keep what a load balancer in front says of the client; else the client may not say it. */
export function forwardedRequestHeaders(
  request: IncomingMessage,
  { scheme, trustForwarded }: { scheme: string; trustForwarded: boolean },
): OutgoingHttpHeaders {
  const headers = endToEnd(request.headers)
  const peer = request.socket.remoteAddress ?? ''
  const before = trustForwarded ? request.headers['x-forwarded-for'] : undefined
  headers['x-forwarded-for'] = before === undefined ? peer : `${before}, ${peer}`
  headers['x-forwarded-proto'] = (trustForwarded && request.headers['x-forwarded-proto']) || scheme
  headers['x-forwarded-host'] = request.headers.host ?? ''
  delete headers.forwarded
  // Node has answered `100 Continue` already.
  delete headers.expect
  // A body of unstated length is framed again as chunks, for a GET too: written bare, its bytes would be read as
  // the connection's next request.
  if (request.headers['transfer-encoding'] !== undefined) headers['transfer-encoding'] = 'chunked'
  return headers
}

export function forwardedResponseHeaders(response: IncomingMessage): OutgoingHttpHeaders {
  return endToEnd(response.headers)
}

import { type NextRequest, NextResponse } from 'next/server'

/**
 * Gives each page a Content-Security-Policy with a fresh nonce. It never decides who may see what: every route
 * and page asks `services/auth` itself.
 *
 * `style-src` allows inline styles because the positioned primitives write them; scripts run only by nonce.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64')
  const development = process.env.NODE_ENV === 'development'
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${development ? ' ws:' : ''}`,
    `frame-src ${process.env.READER_ORIGIN ?? "'none'"}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  // Next reads the nonce for its own scripts from the request's policy.
  headers.set('content-security-policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  response.headers.set('permissions-policy', permissionsPolicy(process.env.READER_ORIGIN))
  return response
}

/** Nobody uses a passkey on this page but the reader in its frame. */
function permissionsPolicy(reader: string | undefined): string {
  const passkeys = reader ? `(self "${reader}")` : '()'
  return [
    'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
    `publickey-credentials-get=${passkeys}, publickey-credentials-create=${passkeys}`,
  ].join(', ')
}

export const config = { matcher: ['/((?!_next/static|_next/image|api/).*)'] }

import { AppError } from '#domain/errors'

/**
 * A request that changes something must come from our own pages. The session cookie is SameSite=Lax; this is the
 * second bolt: what the browser says of the origin must be there and must be ours.
 * @throws AppError forbidden
 */
export function requireSameOrigin(headers: Headers, consoleUrl: string): void {
  const origin = headers.get('origin')
  const site = headers.get('sec-fetch-site')
  const ours = new URL(consoleUrl).origin
  if (
    (origin === null && site === null) ||
    (origin ?? ours) !== ours ||
    (site ?? 'same-origin') !== 'same-origin'
  )
    throw new AppError('forbidden', 'This request did not come from the console.', { reason: 'cross_origin' })
}

import type { Pool } from 'pg'
import type { ApiScope } from '#domain/api-scope'
import { hashApiKey, isApiKey } from '#lib/api-key'
import { findKeyHolder, type KeyHolder } from './data'
import { IntakeProblem } from './problems'

export type Authenticate = (
  authorization: string | undefined,
  scope: ApiScope,
  nowMs: number,
) => Promise<KeyHolder>

/**
 * How long a key's holder is remembered. A revoked key stops within this and the time of one look-up, so within
 * a second; at a thousand reports a second it saves a thousand look-ups.
 */
export const KEY_CACHE_MS = 750
const KEY_CACHE_SIZE = 10_000

/**
 * Bearer API keys (RFC 6750). Only keys that were found are remembered: a made-up key costs its sender a look-up
 * each time and fills no memory of ours.
 */
export function createAuthenticate(pool: Pool): Authenticate {
  const known = new Map<string, { holder: KeyHolder; untilMs: number }>()

  const lookUp = async (key: string, nowMs: number): Promise<KeyHolder | undefined> => {
    const hash = hashApiKey(key)
    const name = hash.toString('base64')
    const cached = known.get(name)
    if (cached && nowMs < cached.untilMs) return cached.holder
    known.delete(name)
    const holder = await findKeyHolder(pool, hash)
    if (!holder) return undefined
    if (known.size >= KEY_CACHE_SIZE) known.clear()
    // Counted from before the question, so that the answer is never older than it says.
    known.set(name, { holder, untilMs: nowMs + KEY_CACHE_MS })
    return holder
  }

  return async (authorization, scope, nowMs) => {
    const key = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
    if (key === undefined)
      throw unauthenticated(
        'no_key',
        'Send an API key: Authorization: Bearer <key>.',
        'Bearer realm="countersign"',
      )
    const holder = isApiKey(key) ? await lookUp(key, nowMs) : undefined
    if (!holder)
      throw unauthenticated(
        'bad_key',
        'This API key is not valid. It may have been revoked.',
        'Bearer realm="countersign", error="invalid_token"',
      )
    if (!holder.scopes.includes(scope))
      throw new IntakeProblem(403, 'missing_scope', `This API key does not have the scope ${scope}.`, [], {
        'www-authenticate': `Bearer realm="countersign", error="insufficient_scope", scope="${scope}"`,
      })
    return holder
  }
}

function unauthenticated(code: string, title: string, challenge: string): IntakeProblem {
  return new IntakeProblem(401, code, title, [], { 'www-authenticate': challenge })
}

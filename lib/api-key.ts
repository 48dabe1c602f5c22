import { createHash, randomBytes } from 'node:crypto'

/**
 * API keys: `cs_<prefix>_<secret>`. The prefix (8 hex digits) tells keys apart and is stored and shown; the
 * secret is 32 random bytes, base64url. Only SHA-256 of the whole key is stored: with 256 random bits a slow
 * hash would add nothing.
 */
const API_KEY = /^cs_[A-Za-z0-9]{8}_[A-Za-z0-9_-]{43}$/

export type NewApiKey = { key: string; prefix: string; hash: Buffer }

export function newApiKey(): NewApiKey {
  const prefix = randomBytes(4).toString('hex')
  const key = `cs_${prefix}_${randomBytes(32).toString('base64url')}`
  return { key, prefix, hash: hashApiKey(key) }
}

export function isApiKey(text: string): boolean {
  return API_KEY.test(text)
}

export function hashApiKey(key: string): Buffer {
  return createHash('sha256').update(key, 'utf8').digest()
}

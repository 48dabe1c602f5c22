import { createHmac } from 'node:crypto'
import { toBase64Url } from '#domain/bytes'

/**
 * How a person appears in the ledger: HMAC-SHA256(the person's salt[32], person id)[0:16], base64url. Without the
 * salt nobody can link it, so deleting the salt unlinks the person and leaves the tree whole.
 */
export function pseudonymOf(salt: Uint8Array, personId: string): string {
  return toBase64Url(createHmac('sha256', salt).update(personId).digest().subarray(0, 16))
}

export function workerPseudonym(name: string): string {
  return `worker:${name}`
}

import { toBase64Url, utf8 } from '#domain/bytes'
import { canonicalJson } from '#domain/canonical-json'
import { KeyRequest, requestSigningInput, type SignedRequest } from '#domain/key-request'
import { SIGNABLE_OPS } from '#domain/reader-protocol'
import type { Session } from './session'

type WithoutStamp<T> = T extends KeyRequest ? Omit<T, 'requestId' | 'at'> : never
export type UnstampedRequest = WithoutStamp<KeyRequest>

/** Gives the request its id and time, and signs the exact bytes that travel. @throws on an ill-formed request. */
export async function signRequest<T extends UnstampedRequest>(
  session: Session,
  request: T,
): Promise<{ request: T & { requestId: string; at: number }; signed: SignedRequest }> {
  const stamped = { ...request, requestId: crypto.randomUUID(), at: Date.now() }
  const payload = utf8(canonicalJson(KeyRequest.parse(stamped)))
  const signature = await crypto.subtle.sign(
    { name: 'ECDSA', hash: 'SHA-256' },
    session.keys.privateKey,
    requestSigningInput(payload),
  )
  const signed = {
    payload: toBase64Url(payload),
    signer: session.id,
    signature: toBase64Url(new Uint8Array(signature)),
  }
  return { request: stamped, signed }
}

/** What the page may have signed. A release is never among it: whoever holds one could ask for the keys. */
export function isSignable(request: { op: string }): boolean {
  return (SIGNABLE_OPS as readonly string[]).includes(request.op)
}

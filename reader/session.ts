import { z } from 'zod'
import { fromBase64Url, toBase64Url } from '#domain/bytes'
import { type CredentialProof, sessionChallengeInput } from '#domain/credential-proof'
import { VerificationError } from './refusal'
import { postRelay } from './relay-client'
import { destroySession, loadSession, type Session, saveSession } from './store'
import { rawPoint, sha256 } from './web-crypto'

/**
 * One session for all frames of this browser. The key is made here and cannot be exported; each frame holds a
 * handle and drops it when any of them locks. Where a browser denies storage to a frame of another site, the
 * frames hand the handle to each other and the session ends with the last of them.
 */
type Sibling = { type: 'ask' } | { type: 'have'; session: Session } | { type: 'locked' }
let person: string | undefined
let session: Session | undefined
let kept = true
let expiry: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()
const siblings = new BroadcastChannel('countersign-session')
siblings.onmessage = (event: MessageEvent<Sibling>) => hear(event.data)

/** How long a frame without storage waits for one that is unlocked. */
const SIBLING_MS = 150

export type { Session }

export function currentSession(): Session | undefined {
  return session && session.expiresAt > Date.now() ? session : undefined
}

/** Who is signed in to the console around this frame. */
export function currentPerson(): string | undefined {
  return person
}

/** False when this browser stores nothing for the reader, so that a reload asks for the code again. */
export function isKept(): boolean {
  return kept
}

export function onSessionChange(listener: () => void): void {
  listeners.add(listener)
}

/** Who is signed in to the console. Somebody else's session is destroyed, not kept for later. */
export async function setPerson(personId: string): Promise<void> {
  person = personId
  if (session && !isOurs(session)) hold(undefined)
  const stored = await loadSession().catch(() => {
    kept = false
    return session
  })
  const usable = isOurs(stored)
  if (stored && !usable) await destroySession().catch(() => undefined)
  if (!usable && !kept) {
    tell({ type: 'ask' })
    await new Promise((resolve) => setTimeout(resolve, SIBLING_MS))
    if (currentSession()) return
  }
  hold(usable ? stored : undefined)
}

function isOurs(other: Session | undefined): boolean {
  return other !== undefined && other.personId === person && other.expiresAt > Date.now()
}

function tell(message: Sibling): void {
  siblings.postMessage(message)
}

function hear(message: Sibling): void {
  if (message.type === 'locked') hold(undefined)
  else if (message.type === 'have' && isOurs(message.session)) hold(message.session)
  else if (message.type === 'ask' && session && isOurs(session)) tell({ type: 'have', session })
}

function hold(next: Session | undefined): void {
  if (next === undefined || next.id !== session?.id) {
    session = next
    clearTimeout(expiry)
    // A longer delay than 2^31 - 1 ms would fire at once.
    if (next) expiry = setTimeout(() => void lock(), Math.min(next.expiresAt - Date.now(), 2 ** 31 - 1))
  }
  announce()
}

function announce(): void {
  for (const listener of listeners) listener()
}

/** Destroys the session's key here and in every other frame of this browser. */
export async function lock(): Promise<void> {
  hold(undefined)
  tell({ type: 'locked' })
  await destroySession().catch(() => undefined)
}

const Nonce = z.object({ nonce: z.base64url().length(43) })
const Answer = z.object({ session: z.string(), expiresAt: z.number(), trial: z.boolean() })

/**
 * Registers a fresh session key with the key service. @param prove the person's credential, over the challenge.
 * @throws RelayError with the key service's reason, such as a wrong code.
 */
export async function unlock(prove: (challenge: Uint8Array) => Promise<CredentialProof>): Promise<void> {
  const personId = person
  if (personId === undefined) return
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])
  const point = await rawPoint(keys.publicKey)
  const { nonce } = parse(Nonce, await postRelay('/relay/nonce', { personId }))
  const credential = await prove(sha256(sessionChallengeInput(fromBase64Url(nonce), point)))
  const answer = await postRelay('/relay/sessions', {
    personId,
    sessionKey: toBase64Url(point),
    nonce,
    credential,
  })
  const { session: id, expiresAt, trial } = parse(Answer, answer)
  const next: Session = { id, personId, expiresAt, trial, keys }
  await saveSession(next).catch(() => {
    kept = false
  })
  hold(next)
  tell({ type: 'have', session: next })
}

function parse<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const result = schema.safeParse(value)
  if (!result.success) throw new VerificationError('bad_answer')
  return result.data
}

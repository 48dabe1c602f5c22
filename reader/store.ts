import type { Checkpoint } from '#domain/checkpoint'
import { trust } from './compiled-trust'

/** What the reader's origin keeps: one session with its non-extractable key, and the last checkpoint seen. */
export type Session = {
  id: string
  personId: string
  expiresAt: number
  trial: boolean
  keys: CryptoKeyPair
}

const DATABASE = 'countersign-reader'
const SESSION = 'session'
const CHECKPOINT = 'checkpoint'
const CURRENT = 'current'

let opening: Promise<IDBDatabase> | undefined

function database(): Promise<IDBDatabase> {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1)
    request.onupgradeneeded = () => {
      request.result.createObjectStore(SESSION)
      request.result.createObjectStore(CHECKPOINT)
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('storage'))
  })
  return opening
}

async function run<T>(
  name: string,
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T> | undefined,
): Promise<T | undefined> {
  const transaction = (await database()).transaction(name, mode)
  const request = act(transaction.objectStore(name))
  await new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new Error('storage'))
  })
  return request?.result
}

export function loadSession(): Promise<Session | undefined> {
  return run<Session | undefined>(SESSION, 'readonly', (store) => store.get(CURRENT))
}

export async function saveSession(session: Session): Promise<void> {
  await run(SESSION, 'readwrite', (store) => store.put(session, CURRENT))
}

/** The key is gone with the record: nothing else holds it but frames that drop it at the next message. */
export async function destroySession(): Promise<void> {
  await run(SESSION, 'readwrite', (store) => store.clear() as IDBRequest<undefined>)
}

/** Where storage is denied, the larger of what this frame has seen since it loaded. */
let inMemory: Checkpoint | undefined

/** Kept by origin, which outlives a signing key: a trial that starts over has another ledger. */
export async function loadCheckpoint(): Promise<Checkpoint | undefined> {
  const stored = await run<Checkpoint | undefined>(CHECKPOINT, 'readonly', (store) =>
    store.get(trust.ledgerOrigin),
  ).catch(() => undefined)
  return larger(stored, inMemory)
}

/** Keeps the larger of the two: frames of one browser may finish out of order. */
export async function keepCheckpoint(checkpoint: Checkpoint): Promise<void> {
  inMemory = larger(checkpoint, inMemory)
  await run(CHECKPOINT, 'readwrite', (store) => {
    const request = store.get(trust.ledgerOrigin) as IDBRequest<Checkpoint | undefined>
    request.onsuccess = () => {
      if ((request.result?.size ?? 0) < checkpoint.size) store.put(checkpoint, trust.ledgerOrigin)
    }
    return request
  }).catch(() => undefined)
}

function larger(a: Checkpoint | undefined, b: Checkpoint | undefined): Checkpoint | undefined {
  return (a?.size ?? -1) >= (b?.size ?? -1) ? a : b
}

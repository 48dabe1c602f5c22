import type { ReleasedKey } from '#domain/envelope'
import type { SignedRequest } from '#domain/key-request'

/** A scoring release as it leaves the key client: entry, proof and checkpoint have been verified. */
export type ScoredRelease =
  | { reportId: string; ok: true; keys: ReleasedKey[] }
  | { reportId: string; ok: false; code: string }

/** What the workers ask of the key service; `services/keys/client.ts` answers it. */
export type WorkerKeys = {
  /** At most 32 reports, each its own entry, one commit. Answers in the order asked. */
  score(items: { reportId: string; attempt: number }[]): Promise<ScoredRelease[]>
  /** Appends facts of the console's; at most 200. */
  facts(facts: { fact: string; personId: string; ref: string }[]): Promise<unknown>
  /** Carries a request that a person signed. */
  signed(request: SignedRequest): Promise<unknown>
  health(): Promise<unknown>
}

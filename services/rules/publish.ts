import { AppError } from '#domain/errors'
import type { FactTable } from '#domain/facts'
import type { CommittedEntry } from '#domain/key-request'
import type { Authorised } from '#domain/permission'
import type { RuleSet } from '#domain/rule'
import type { Query } from '#lib/query'
import type { RuleProblem } from './engine'
import { dropPendingRules, markPublished, ruleSetHash, savePendingRules } from './mutations'

export type Published =
  | { ok: true; version: number; status: 'published' | 'pending' }
  | { ok: false; reason: 'invalid_rules'; problems: RuleProblem[] }
  | { ok: false; reason: 'version_taken' | 'hash_differs' }

/**
 * Stores a version as pending, carries the admin's signature to the key service, and puts the version in force
 * when that has committed. Without an answer it stays `pending`: the feed says later whether it was committed.
 * What the key service refuses is taken back.
 *
 * @param signed what the admin signed: exactly this version of exactly these rules.
 * @throws AppError what the key service said no with.
 */
export async function publishRules(
  query: Query,
  proof: Authorised<'rules:write'>,
  input: { set: RuleSet; base: number; restores?: number },
  facts: FactTable,
  signed: { version: number; hash: string },
  carry: () => Promise<CommittedEntry>,
): Promise<Published> {
  if (ruleSetHash(input.set) !== signed.hash) return { ok: false, reason: 'hash_differs' }
  const saved = await savePendingRules(query, proof, input, facts)
  if (!saved.ok) return saved
  const pending = { version: saved.version, hash: saved.hash }
  if (saved.version !== signed.version) {
    await dropPendingRules(query, proof, pending)
    return { ok: false, reason: 'version_taken' }
  }
  let committed: CommittedEntry
  try {
    committed = await carry()
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'unavailable')
      return { ok: true, version: saved.version, status: 'pending' }
    await dropPendingRules(query, proof, pending)
    throw error
  }
  await markPublished(query, {
    ref: String(saved.version),
    data: { index: committed.index, hash: saved.hash },
  })
  return { ok: true, version: saved.version, status: 'published' }
}

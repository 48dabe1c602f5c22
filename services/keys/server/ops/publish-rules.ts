import type { RequestOf } from '#domain/key-request'
import { decodeEntry } from '#domain/ledger-entry'
import type { LedgerTx } from '#services/ledger/append'
import { committedAnswer } from '../ledger/committed-answer'
import { tellFeed } from '../ledger/feed'
import { type Operation, type Refusal, refuse } from '../operation'
import type { Signer } from '../people/request-signer'

type Published = { entry: { bytes: Uint8Array; index: number } }

/**
 * Commits a version of the rules by its hash. Publishing the same version and hash again answers with the entry that
 * stands, so that a lost answer can be asked for; another hash under that version is refused.
 */
export const publishRules: Operation<'publish-rules', Published> = {
  op: 'publish-rules',
  by: 'person',
  role: 'admin',
  most: 1,
  ref: (request) => `rules:${request.version}`,
  run: async (tx, calls) => [await publish(tx, calls[0]!.request, calls[0]!.signer)],
  answer: ({ entry }, request, after) => ({ ...committedAnswer(entry, after), version: request.version }),
}

async function publish(
  tx: LedgerTx,
  { version, hash }: RequestOf<'publish-rules'>,
  signer: Signer,
): Promise<Published | Refusal> {
  const [known] = await tx.query<{ hash: string; idx: string; bytes: Buffer | null }>(
    `SELECT v.hash, v.idx, e.bytes FROM keys.rule_version v LEFT JOIN keys.entry e ON e.idx = v.idx
     WHERE v.version = $1`,
    [version],
  )
  if (known && known.hash !== hash) return refuse('conflict', 'version_exists')
  if (known?.bytes && publishes(known.bytes, version, hash))
    return { entry: { bytes: known.bytes, index: Number(known.idx) } }
  const entry = tx.append(
    { kind: 'rule.published', who: signer.who, session: signer.session, version, hash },
    { personId: signer.id },
  )
  await tx.write(
    `INSERT INTO keys.rule_version (version, hash, idx) VALUES ($1, $2, $3)
     ON CONFLICT (version) DO UPDATE SET idx = $3`,
    [version, hash, entry.index],
  )
  await tellFeed(tx, { kind: 'rules.published', ref: String(version), data: { index: entry.index, hash } })
  return { entry }
}

/** False of a version that an earlier ledger published: its place in this one is another entry's. */
function publishes(bytes: Uint8Array, version: number, hash: string): boolean {
  const entry = decodeEntry(bytes)
  return entry.kind === 'rule.published' && entry.version === version && entry.hash === hash
}

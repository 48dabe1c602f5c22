import { createHash } from 'node:crypto'
import { Client } from 'pg'
import { fetch } from 'undici'
import { decodeEntry, type LedgerEntry } from '#domain/ledger-entry'
import { localhostAgent } from '#lib/localhost-agent'
import { verifyDatabase } from '#services/ledger/verify-sources'

type Start = Extract<LedgerEntry, { kind: 'start' }>
export type ServedReader = { html: Uint8Array; policy: string | null }

/** What a browser would get: the page, and the policy that it comes under. @throws when nobody answers. */
export async function fetchReader(origin: string): Promise<ServedReader> {
  const dispatcher = localhostAgent()
  try {
    const answer = await fetch(new URL('/', origin), {
      dispatcher,
      redirect: 'error',
      signal: AbortSignal.timeout(10_000),
    })
    if (!answer.ok) throw new Error(`The reader's host answered ${answer.status}.`)
    return {
      html: new Uint8Array(await answer.arrayBuffer()),
      policy: answer.headers.get('content-security-policy'),
    }
  } finally {
    await dispatcher.destroy()
  }
}

/**
 * The newest `start` entry of a ledger that verifies.
 * @throws Error when the ledger does not, or records no start: what it says of the reader is then worth nothing.
 */
export async function readStartEntry(databaseUrl: string, vkey: string): Promise<Start> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 })
  await client.connect()
  try {
    const verdict = await verifyDatabase(client, vkey)
    if (!verdict.ok) throw new Error(`The ledger is NOT whole: ${verdict.problem} at ${verdict.index}.`)
    const { rows } = await client.query<{ bytes: Buffer }>(
      `SELECT bytes FROM keys.entry WHERE convert_from(bytes, 'UTF8')::jsonb ->> 'kind' = 'start'
       ORDER BY idx DESC LIMIT 1`,
    )
    const entry = rows[0] && decodeEntry(rows[0].bytes)
    if (entry?.kind !== 'start') throw new Error('The ledger records no start of a key service.')
    return entry
  } finally {
    await client.end()
  }
}

/** @returns one sentence for each difference; none when the host serves exactly what the ledger records. */
export function readerDifferences(served: ServedReader, recorded: Start['reader']): string[] {
  const differences: string[] = []
  if (recorded['index.html'] === undefined) return ['The ledger records no reader.']
  if (digest(served.html) !== recorded['index.html'])
    differences.push(`The page differs: served ${digest(served.html)}, recorded ${recorded['index.html']}.`)
  // The file as reader/build.ts writes it, rebuilt from the header that a browser gets.
  const policyFile = `${JSON.stringify({ 'content-security-policy': served.policy })}\n`
  if (digest(policyFile) !== recorded['policy.json'])
    differences.push('The content security policy differs from the one recorded.')
  return differences
}

function digest(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url')
}

import { spawnSync } from 'node:child_process'
import { createPrivateKey, randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { encodeEntry, type LedgerEntry } from '#domain/ledger-entry'
import { leafHash } from '#domain/merkle'
import { generatePrivatePem } from '#lib/ed25519'
import { writeBundles } from '#services/ledger/bundles'
import { CheckpointSigner } from '#services/ledger/checkpoint-signer'
import { MemoryTree, sha256 } from '#services/ledger/tree'

const CHECKOUT = path.resolve(import.meta.dirname, '..')

/** Entries that a ledger could hold: half of them releases, the rest claims' grants' and denials' size. */
function* entries(count: number): Generator<{ bytes: Uint8Array; leaf: Uint8Array }> {
  const start = Date.parse('2026-01-01T00:00:00Z')
  // Randomness in bulk: drawing it is not what is measured, and a million small draws take their time.
  let pool = randomBytes(0)
  const random = () => {
    if (pool.length < 16) pool = randomBytes(1 << 20)
    const n = pool.subarray(0, 16).toString('base64url')
    pool = pool.subarray(16)
    return n
  }
  const [grant, caseId, session] = [randomUUID(), randomUUID(), randomUUID()]
  for (let i = 0; i < count; i++) {
    const request = randomUUID()
    const common = { v: 1, at: start + i * 50, n: random() } as const
    const who = 'p0123456789abcdef0123456789abcdef'
    const entry: LedgerEntry =
      i % 2 === 0
        ? {
            ...common,
            kind: 'release',
            ...{ request, grant, case: caseId, region: 'EU', who, session },
            messages: [['0123456789abcdef0123456789abcdef', '0-10']],
            recipient: '0123456789abcdefghijklmnopqrstuvwxyzABCDEFG',
          }
        : {
            ...common,
            kind: 'deny',
            ...{ request, op: 'release', who, session, ref: grant, code: 'lease_expired' },
          }
    const bytes = encodeEntry(entry)
    yield { bytes, leaf: leafHash(sha256, bytes) }
  }
}

/** Writes so many entries as an export holds them, then times `ledger:verify --dir` as a process, start-up and all. */
export async function verifySeconds(count: number, log: (line: string) => void): Promise<number> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'countersign-verify-'))
  try {
    log(`writing ${count} entries for the verifier`)
    const tree = new MemoryTree()
    const through = (async function* () {
      for (const entry of entries(count)) {
        tree.push(entry.leaf)
        yield entry
      }
    })()
    await writeBundles(directory, '', through)
    const signer = new CheckpointSigner('bench/ledger', createPrivateKey(generatePrivatePem()))
    writeFileSync(path.join(directory, 'checkpoint'), signer.sign(tree.size, tree.root()))
    log('verifying')
    const began = performance.now()
    const result = spawnSync(
      process.execPath,
      ['--import', 'tsx', 'processes/ledger-verify.ts', '--dir', directory, '--vkey', signer.vkey],
      { cwd: CHECKOUT, encoding: 'utf8' },
    )
    const seconds = (performance.now() - began) / 1_000
    if (result.status !== 0 || !result.stdout.includes(`${count} entries`))
      throw new Error(`the verifier ended with ${result.status}: ${result.stdout}${result.stderr}`)
    return seconds
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

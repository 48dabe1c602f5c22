import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { concat, fromBase64Url, toBase64Url, u32 } from '#domain/bytes'
import { decodeCheckpoint, decodeNote } from '#domain/checkpoint'
import { toRefs } from '#domain/conversation'
import { type ReleasedKey, releaseInfo } from '#domain/envelope'
import type { ReleaseAnswer } from '#domain/key-request'
import { leafHash } from '#domain/merkle'
import { hpkeSeal } from '#lib/hpke'
import { type SealedReport, sealReport } from '#tests/support/reader/sealed-conversation'
import { SmallLedger, sha256 } from '#tests/support/reader/small-ledger'
import { freshRecipient } from './hpke'
import { refusalCode } from './refusal'
import { checkRelease, type ReleaseAsk } from './release'

let ledger: SmallLedger
let report: SealedReport
let ask: ReleaseAsk

function pack(keys: ReleasedKey[]): Uint8Array {
  return concat(...keys.flatMap((key) => [key.dekId, u32(key.seq), key.okm]))
}

/** What an honest key service answers. */
function answer(options: { keys?: ReleasedKey[]; recipientRaw?: Uint8Array; entry?: object } = {}) {
  const { request, recipient } = ask
  const index = ledger.append({
    ...{ kind: 'release', request: request.requestId, grant: request.grantId, case: ask.caseId },
    ...{ region: 'EU', who: 'p1', session: ask.session, messages: request.messages },
    recipient: toBase64Url(sha256(recipient.raw)),
    ...options.entry,
  } as never)
  const leaf = leafHash(sha256, ledger.entries[index]!)
  const keys = options.keys ?? [0, 1, 2].map((seq) => report.key(seq))
  const box = hpkeSeal(
    options.recipientRaw ?? recipient.raw,
    releaseInfo(request.requestId),
    leaf,
    pack(keys),
  )
  return {
    ...ledger.committed(index),
    consistency: ledger.consistency(request.seen),
    enc: toBase64Url(box.enc),
    sealed: toBase64Url(box.ciphertext),
  } satisfies ReleaseAnswer
}

function check(changed: unknown): Promise<string> {
  return checkRelease({ ledgerOrigin: ledger.origin, ledgerVkey: ledger.vkey }, ask, changed).then(
    () => 'opened',
    refusalCode,
  )
}

function flip(text: string, at: number): string {
  const bytes = fromBase64Url(text)
  bytes[at]! ^= 1
  return toBase64Url(bytes)
}

beforeAll(async () => {
  ledger = new SmallLedger()
  for (let i = 0; i < 11; i++)
    ledger.append({ kind: 'fact', fact: 'apikey.created', who: 'p9', ref: `k${i}` })
  const seen = decodeCheckpoint(decodeNote(ledger.checkpoint(7)).text)
  report = sealReport(
    [0, 1, 2].map((i) => ({ id: `m_${i}`, sender: 'u_2', sentAt: 1000 + i, body: { text: `word ${i}` } })),
  )
  ask = {
    request: {
      op: 'release',
      requestId: randomUUID(),
      at: Date.now(),
      grantId: randomUUID(),
      messages: toRefs(report.messages),
      recipient: '',
      seen: seen.size,
    },
    recipient: await freshRecipient(),
    session: randomUUID(),
    caseId: randomUUID(),
    region: 'EU',
    seen,
  }
})

describe('a release', () => {
  it('opens when entry, proof, checkpoint and box all hold', async () => {
    const trust = { ledgerOrigin: ledger.origin, ledgerVkey: ledger.vkey }
    const release = await checkRelease(trust, ask, answer())
    expect(release.keys.map((key) => key.seq)).toEqual([0, 1, 2])
    expect(Buffer.from(release.keys[1]!.okm)).toEqual(report.key(1).okm)
    release.wipe()
    expect(release.keys.every((key) => key.okm.every((byte) => byte === 0))).toBe(true)
  })

  it('is refused when any byte of the proof, the entry or the box differs', async () => {
    const good = answer()
    for (const [at, hash] of good.proof.entries())
      expect(await check({ ...good, proof: good.proof.with(at, flip(hash, 3)) })).toBe('bad_proof')
    const length = fromBase64Url(good.entry).length
    for (let at = 0; at < length; at += 17)
      expect(await check({ ...good, entry: flip(good.entry, at) })).toMatch(/^bad_(entry|proof)$/)
    expect(await check({ ...good, sealed: flip(good.sealed, 5) })).toBe('bad_box')
    expect(await check({ ...good, enc: flip(good.enc, 20) })).toBe('bad_box')
    expect(await check(good)).toBe('opened')
  })

  it('is refused when the index or the length of the proof is another', async () => {
    const good = answer()
    expect(await check({ ...good, index: good.index - 1 })).toBe('bad_proof')
    expect(await check({ ...good, proof: good.proof.slice(1) })).toBe('bad_proof')
    expect(await check({ ...good, proof: [...good.proof, good.proof[0]] })).toBe('bad_proof')
  })

  it('is refused when the checkpoint is changed, or signed by another key, or of another ledger', async () => {
    const good = answer()
    const [size] = good.checkpoint.match(/\n\d+\n/)!
    expect(await check({ ...good, checkpoint: good.checkpoint.replace(size, '\n5\n') })).toBe(
      'bad_checkpoint',
    )
    expect(await check({ ...good, checkpoint: new SmallLedger().checkpoint() })).toBe('bad_checkpoint')
    expect(await check({ ...good, checkpoint: 'nonsense' })).toBe('bad_checkpoint')
  })

  it('is refused when the ledger no longer contains what this browser saw', async () => {
    const good = answer()
    expect(await check({ ...good, consistency: [] })).toBe('inconsistent_checkpoint')
    const changed = good.consistency.with(0, flip(good.consistency[0]!, 0))
    expect(await check({ ...good, consistency: changed })).toBe('inconsistent_checkpoint')
    const smaller = { ...good, checkpoint: ledger.checkpoint(3) }
    expect(await check(smaller)).toBe('inconsistent_checkpoint')
  })

  it('is refused when the committed entry records another release', async () => {
    const other = (await freshRecipient()).raw
    const entries = [
      { request: randomUUID() },
      { grant: randomUUID() },
      { session: randomUUID() },
      { case: randomUUID() },
      { region: 'US' },
      { messages: [[report.dek, '0-1']] },
      { recipient: toBase64Url(sha256(other)) },
    ]
    for (const entry of entries) expect(await check(answer({ entry }))).toBe('entry_mismatch')
  })

  it('is refused when the keys are sealed to another recipient', async () => {
    expect(await check(answer({ recipientRaw: (await freshRecipient()).raw }))).toBe('bad_box')
  })

  it('is refused when keys are missing, added or in another order', async () => {
    const keys = [0, 1, 2].map((seq) => report.key(seq))
    expect(await check(answer({ keys: keys.slice(1) }))).toBe('wrong_keys')
    expect(await check(answer({ keys: [...keys, keys[0]!] }))).toBe('wrong_keys')
    expect(await check(answer({ keys: keys.toReversed() }))).toBe('wrong_keys')
  })

  it('is refused when the answer has another shape', async () => {
    for (const wrong of [null, {}, [], { ...answer(), index: -1 }, { ...answer(), proof: 'x' }])
      expect(await check(wrong)).toBe('bad_answer')
  })
})

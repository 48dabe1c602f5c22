import { describe, expect, it } from 'vitest'
import { toBase64Url } from '#domain/bytes'
import { type Checkpoint, decodeCheckpoint, decodeNote } from '#domain/checkpoint'
import { TestWitness } from '#tests/support/ledger/exported-ledger'
import { SmallLedger } from '#tests/support/reader/small-ledger'
import { type VerifyOptions, verifyLedger } from './verify-ledger'

function ledgerOf(count: number): SmallLedger {
  const ledger = new SmallLedger()
  for (let i = 0; i < count; i++)
    ledger.append({ kind: 'fact', fact: 'apikey.created', who: 'p9', ref: `k${i}` })
  return ledger
}

function checkpointOf(ledger: SmallLedger, size: number): Checkpoint {
  return decodeCheckpoint(decodeNote(ledger.checkpoint(size)).text)
}

/** Each page is recorded, as the key service records it: the ledger grows while it is read. */
function check(
  ledger: SmallLedger,
  seen?: Checkpoint,
  change = (entries: string[], _from: number) => entries,
  watched: { policy?: string; published?: string } = {},
) {
  const progress: number[] = []
  const result = verifyLedger({
    trust: { ledgerOrigin: ledger.origin, ledgerVkey: ledger.vkey, ledgerPolicy: watched.policy },
    seen,
    readPublished: async () => watched.published ?? '',
    readPage: async (from, limit) => {
      ledger.append({ kind: 'fact', fact: 'ledger.read', who: 'p1', ref: 'ledger' })
      const entries = ledger.entries.slice(from, from + limit).map(toBase64Url)
      return {
        entries: change(entries, from),
        size: ledger.entries.length,
        checkpoint: ledger.checkpoint(),
      }
    },
    onProgress: (done) => progress.push(done),
  } satisfies VerifyOptions)
  return { result, progress }
}

describe('a check of the whole ledger', () => {
  it('reads every page up to the first checkpoint, while the ledger grows', async () => {
    const { result, progress } = check(ledgerOf(2_300))
    expect(await result).toMatchObject({ ok: true, size: 2_301 })
    expect(progress).toEqual([1_000, 2_000, 2_301])
  })

  it('holds the tree against the checkpoint that was kept, at any size', async () => {
    for (const size of [0, 1, 7, 64, 99, 100]) {
      const ledger = ledgerOf(100)
      expect((await check(ledger, checkpointOf(ledger, size)).result).ok).toBe(true)
    }
  })

  it('finds a history that was rewritten and signed anew', async () => {
    const ledger = ledgerOf(40)
    const seen = checkpointOf(ledger, 30)
    ledger.entries.splice(5, 1)
    expect(await check(ledger, seen).result).toMatchObject({ ok: false, code: 'other_history' })
    expect(await check(ledgerOf(3), checkpointOf(ledger, 20)).result).toMatchObject({ code: 'other_history' })
  })

  it('finds entries that are exchanged, left out or none', async () => {
    const swapped = check(ledgerOf(20), undefined, (entries) => entries.with(2, entries[3]!))
    expect(await swapped.result).toMatchObject({ ok: false, code: 'other_root' })
    const short = check(ledgerOf(2_000), undefined, (entries, from) => (from === 0 ? entries : []))
    expect(await short.result).toMatchObject({ ok: false, code: 'missing_entries', badIndex: 1_000 })
    const garbage = check(ledgerOf(20), undefined, (entries) =>
      entries.with(9, toBase64Url(Buffer.from('{}'))),
    )
    expect(await garbage.result).toMatchObject({ ok: false, code: 'unreadable_entry', badIndex: 9 })
  })

  it('refuses a checkpoint that another key signed', async () => {
    const ledger = ledgerOf(5)
    const { result } = check(Object.assign(Object.create(ledger), { vkey: new SmallLedger().vkey }))
    await expect(result).rejects.toMatchObject({ code: 'bad_checkpoint' })
  })

  describe('whose trust file names a witness', () => {
    const witness = new TestWitness('witness.test/one')
    const policy = `witness one ${witness.vkey}\nquorum one\n`
    const same = (entries: string[]) => entries

    it('holds the tree against what the witness cosigned', async () => {
      const ledger = ledgerOf(50)
      const published = witness.cosign(ledger.checkpoint(30), 1_795_000_000)
      expect(await check(ledger, undefined, same, { policy, published }).result).toMatchObject({
        ok: true,
        cosigned: { size: 30, atSeconds: 1_795_000_000 },
      })
      ledger.entries.splice(5, 1)
      expect(await check(ledger, undefined, same, { policy, published }).result).toMatchObject({
        ok: false,
        code: 'other_history',
      })
      const larger = witness.cosign(ledgerOf(90).checkpoint())
      const { result } = check(ledger, undefined, same, { policy, published: larger })
      await expect(result).rejects.toMatchObject({ code: 'bad_checkpoint' })
    })

    it('refuses a checkpoint that it has not cosigned', async () => {
      const ledger = ledgerOf(20)
      const bare = ledger.checkpoint(10)
      const other = new TestWitness('witness.test/one').cosign(bare)
      for (const published of [bare, other, witness.cosign(bare).replace(/.{6}=?\n$/, 'AAAAAA\n')]) {
        const { result } = check(ledger, undefined, same, { policy, published })
        const verdict = await result.catch((error: { code: string }) => ({ ok: false, code: error.code }))
        expect(verdict).toMatchObject({
          ok: false,
          code: expect.stringMatching(/not_cosigned|bad_checkpoint/),
        })
      }
      const { result } = check(ledger, undefined, same, { policy })
      await expect(result).rejects.toMatchObject({ code: 'bad_checkpoint' })
    })
  })
})

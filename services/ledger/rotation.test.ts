import { createPrivateKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { toBase64 } from '#domain/bytes'
import { encodeEntry } from '#domain/ledger-entry'
import { type Tile, tilePath } from '#domain/tile'
import { generatePrivatePem } from '#lib/ed25519'
import { ExportedLedger, sampleEntry } from '#tests/support/ledger/exported-ledger'
import { CheckpointSigner } from './checkpoint-signer'
import { verifyLedger, verifyTiles } from './verify'

const common = { v: 1, at: 1_795_000_000_000, n: 'A'.repeat(22) } as const
const newSigner = (origin: string) => new CheckpointSigner(origin, createPrivateKey(generatePrivatePem()))

describe('a ledger whose signing key was rotated', () => {
  const ledger = new ExportedLedger()
  const [old, fresh] = [ledger.signer, newSigner(ledger.signer.origin)]
  for (let i = 0; i < 300; i++) ledger.append(sampleEntry(i))
  ledger.append(encodeEntry({ ...common, kind: 'signer.rotated', from: old.vkey, to: fresh.vkey }))
  const handover = ledger.checkpoint(301, old)
  for (let i = 301; i < 600; i++) ledger.append(sampleEntry(i))
  const stored = async function* () {
    for (const [index, bytes] of ledger.entries.entries()) yield { index, bytes }
  }
  const verify = (vkeys: string[], notes: string[]) => verifyLedger({ vkeys }, { entries: stored(), notes })

  it('is whole for whoever trusts the old key, the new one, or both', async () => {
    const notes = [ledger.checkpoint(200, old), handover, ledger.checkpoint(600, fresh)]
    for (const vkeys of [[old.vkey], [fresh.vkey], [old.vkey, fresh.vkey]])
      expect(await verify(vkeys, notes)).toMatchObject({ ok: true, size: 600, checkpoints: 3 })
  })

  it('is refused where the old key never signed the rotation, or signs on after it', async () => {
    const without = [ledger.checkpoint(200, old), ledger.checkpoint(600, fresh)]
    expect(await verify([old.vkey], without)).toMatchObject({
      ok: false,
      problem: 'bad_checkpoint_signature',
    })
    const late = [handover, ledger.checkpoint(500, fresh), ledger.checkpoint(600, old)]
    for (const vkeys of [[old.vkey], [fresh.vkey]])
      expect(await verify(vkeys, late)).toMatchObject({
        ok: false,
        problem: 'bad_checkpoint_signature',
        index: 600,
      })
    const early = [ledger.checkpoint(250, fresh), handover]
    expect(await verify([fresh.vkey], early)).toMatchObject({ ok: false, index: 250 })
    const stranger = newSigner(old.origin)
    expect(await verify([old.vkey, fresh.vkey], [ledger.checkpoint(600, stranger)])).toMatchObject({
      ok: false,
    })
  })

  it('is whole in tiles too, with the checkpoint of the handover beside them', async () => {
    await ledger.write()
    const tiles = async (tile: Tile) => {
      const bytes = ledger.files.get(tilePath(tile))
      return bytes && { bytes, width: tile.width }
    }
    const checkpoint = ledger.checkpoint(600, fresh)
    expect((await verifyTiles({ vkeys: [fresh.vkey] }, { checkpoint, tiles })).ok).toBe(true)
    expect(await verifyTiles({ vkeys: [old.vkey] }, { checkpoint, tiles })).toMatchObject({ ok: false })
    expect(
      await verifyTiles({ vkeys: [old.vkey] }, { checkpoint, tiles, handovers: [handover] }),
    ).toMatchObject({
      ok: true,
      size: 600,
    })
    const kept = [ledger.checkpoint(100, old)]
    expect((await verifyTiles({ vkeys: [fresh.vkey], kept }, { checkpoint, tiles })).ok).toBe(true)
  })
})

describe('a ledger that follows a compromised one', () => {
  it('names the last cosigned checkpoint of the old one, and no other', async () => {
    const before = new ExportedLedger()
    for (let i = 0; i < 20; i++) before.append(sampleEntry(i))
    const last = before.witness.cosign(before.checkpoint())
    const after = new ExportedLedger()
    const { origin, vkey } = before.signer
    after.append(
      encodeEntry({
        ...common,
        kind: 'origin',
        previous: { origin, vkey, size: 20, root: toBase64(before.tree.root()) },
        reason: 'compromise',
      }),
    )
    after.append(sampleEntry(1))
    await after.write()
    expect((await after.verify(after.files, { previous: last })).ok).toBe(true)
    for (const other of [before.checkpoint(19), newSigner(origin).sign(20, before.tree.root()), 'nothing'])
      expect(await after.verify(after.files, { previous: other })).toMatchObject({
        ok: false,
        problem: 'other_previous',
      })
    await before.write()
    expect(await before.verify(before.files, { previous: last })).toMatchObject({ problem: 'other_previous' })
  })
})

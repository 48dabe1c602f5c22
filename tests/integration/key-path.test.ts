import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fromUtf8 } from '#domain/bytes'
import { REGIONS } from '#domain/region'
import { SEALABLE_RETENTIONS } from '#domain/retention'
import { openMessage } from '#lib/envelope-node'
import { type KeyServiceForTests, startTestKeyService } from '../support/keys/key-service'

describe('the key service, from sealed to opened', () => {
  let keys: KeyServiceForTests
  beforeAll(async () => {
    keys = await startTestKeyService()
  })
  afterAll(() => keys?.stop())

  it('adopts, scores, claims and releases, and every step is in the ledger', async () => {
    const report = await keys.put({ note: 'please help' })
    await keys.adopted(report)
    const { rows } = await keys.owner.query('SELECT kind, data FROM feed.key_event WHERE ref = $1', [
      report.reportId,
    ])
    expect(rows).toEqual([{ kind: 'report.adopted', data: {} }])

    const [scored] = await keys.worker.score([{ reportId: report.reportId, attempt: 1 }])
    expect(scored).toMatchObject({ ok: true, caseId: report.caseId })
    if (!scored?.ok) throw new Error('not scored')
    expect(scored.keys).toHaveLength(12)
    for (const key of scored.keys) {
      const { bytes, fields, text } = report.envelopes[key.seq]!
      expect(fromUtf8(openMessage(bytes, key.okm, fields))).toBe(text)
    }
    expect(await keys.worker.score([{ reportId: report.reportId, attempt: 1 }])).toEqual([
      { ok: false, code: 'already_scored' },
    ])

    const mara = await keys.session('mara')
    const claim = await mara.claim(report.caseId)
    expect(claim.grant.messages).toEqual([[report.dek, '0-11']])
    const { keys: released, entry } = await mara.release(claim.grant.id, claim.grant.messages)
    expect(released.map((key) => key.seq)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    const last = report.envelopes[11]!
    expect(fromUtf8(openMessage(last.bytes, released[11]!.okm, last.fields))).toBe('please help')
    expect(entry).toMatchObject({ kind: 'release', grant: claim.grant.id, messages: claim.grant.messages })

    const kinds = (await keys.entries()).map((one) => one.kind)
    expect(kinds).toEqual([
      'start',
      ...REGIONS.flatMap(() => SEALABLE_RETENTIONS.map(() => 'epoch')),
      ...['release', 'deny', 'session', 'claim', 'grant', 'release'],
    ])
  })
})

import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type KeyServiceForTests, startTestKeyService } from '../support/keys/key-service'
import { putSealedReport, type SealOptions } from '../support/keys/sealed-reports'

describe('adopting sealed reports', () => {
  let keys: KeyServiceForTests
  beforeAll(async () => {
    keys = await startTestKeyService()
  })
  afterAll(() => keys?.stop())

  async function outcome(seal: SealOptions) {
    const report = await keys.put(seal)
    await keys.adopted(report)
    const { rows } = await keys.owner.query<{ kind: string; data: { code?: string } }>(
      'SELECT kind, data FROM feed.key_event WHERE ref = $1',
      [report.reportId],
    )
    const quarantined = await keys.owner.query('SELECT code FROM keys.quarantine WHERE report_id = $1', [
      report.reportId,
    ])
    expect(quarantined.rows[0]?.code).toBe(rows[0]?.data.code)
    return { report, said: rows.map((row) => row.data.code ?? row.kind) }
  }
  const flip = (bytes: Buffer, at: number) => {
    bytes[at] = bytes[at]! ^ 1
  }

  it.each<[string, string, SealOptions]>([
    ['a signature that does not match', 'bad_signature', { spoil: (row) => flip(row.signature, 5) }],
    ['a manifest changed after it was signed', 'bad_signature', { spoil: (row) => flip(row.manifest, 30) }],
    [
      'an unknown intake',
      'unknown_sealer',
      {
        spoil: (row) => {
          row.sealer = randomBytes(32).toString('base64url')
        },
      },
    ],
    ['a box that was changed', 'bad_box', { spoil: (row) => flip(row.box, 80) }],
    [
      'a box cut short',
      'bad_box',
      {
        spoil: (row) => {
          row.box = row.box.subarray(0, 70)
        },
      },
    ],
    ['a box with another encapsulated key', 'bad_box', { spoil: (row) => flip(row.box, 10) }],
    [
      'a row that names another DEK',
      'wrong_report',
      {
        spoil: (row) => {
          row.dek = '00'.repeat(16)
        },
      },
    ],
    [
      'a manifest of another report',
      'wrong_report',
      {
        changeManifest: (manifest) => {
          manifest.report = randomUUID()
        },
      },
    ],
    [
      'an epoch that nobody published',
      'unknown_epoch',
      {
        changeManifest: (manifest) => {
          manifest.epoch = 'eu-standard-x'
        },
      },
    ],
    [
      'a region that is not the epoch’s',
      'wrong_region',
      {
        changeManifest: (manifest) => {
          manifest.region = 'US'
        },
      },
    ],
    [
      'a message more than there are salts',
      'wrong_length',
      {
        changeManifest: (manifest) => {
          manifest.messages.push({ ...manifest.messages[0]!, seq: manifest.messages.length })
        },
      },
    ],
    ['a sealing date outside the epoch', 'sealed_outside_epoch', { sealedAt: Date.now() - 86_400_000 }],
  ])('refuses %s, and says so', async (_what, code, seal) => {
    const { said, report } = await outcome(seal)
    expect(said).toEqual([code])
    expect(await keys.worker.score([{ reportId: report.reportId, attempt: 1 }])).toEqual([
      { ok: false, code: 'not_adopted' },
    ])
  })

  it('refuses a box whose case belongs to another conversation, also within one batch', async () => {
    const { report, said } = await outcome({ conversation: 'c_1' })
    expect(said).toEqual(['report.adopted'])
    expect((await outcome({ caseId: report.caseId, conversation: 'c_2' })).said).toEqual([
      'other_conversation',
    ])
    expect((await outcome({ caseId: report.caseId, conversation: 'c_1' })).said).toEqual(['report.adopted'])
  })

  it('refuses a DEK that was adopted before', async () => {
    const { report } = await outcome({})
    const again = {
      changeManifest: (m: { dek: string }) => {
        m.dek = report.dek
      },
      spoil: (row: { dek: string }) => {
        row.dek = report.dek
      },
    }
    expect((await outcome(again)).said).toEqual(['dek_reused'])
  })

  it('is not held up by what PostgreSQL will not store', async () => {
    const odd = {
      changeManifest: (manifest: { subject: string }) => {
        manifest.subject = 'a\u0000b'
      },
    }
    const bad = await keys.put(odd)
    const good = await keys.put({})
    await keys.adopted(good)
    await keys.adopted(bad)
    const { rows } = await keys.owner.query('SELECT data FROM feed.key_event WHERE ref = $1', [bad.reportId])
    expect(rows).toEqual([{ data: { code: 'not_storable' } }])
  })

  it('adopts three hundred while bad boxes lie among them, each once', async () => {
    const epochs = await keys.client.epochs()
    // Four regions, three retention classes.
    expect(epochs).toHaveLength(12)
    const reports = []
    for (let i = 0; i < 300; i++)
      reports.push(
        await keys.put(i % 50 === 7 ? { spoil: (row) => flip(row.box, 90), count: 3 } : { count: 3 }),
      )
    for (const report of reports) await keys.adopted(report)
    const { rows } = await keys.owner.query<{ kind: string; count: string }>(
      'SELECT kind, count(*) FROM feed.key_event WHERE ref = ANY($1) GROUP BY kind ORDER BY kind',
      [reports.map((report) => report.reportId)],
    )
    expect(rows).toEqual([
      { kind: 'report.adopted', count: '294' },
      { kind: 'report.refused', count: '6' },
    ])
  })

  it('keeps neither DEK nor salt in the database unwrapped', async () => {
    const { report } = await outcome({ count: 2 })
    const { rows } = await keys.owner.query<{ wrapped: Buffer }>(
      'SELECT wrapped FROM keys.report WHERE id = $1',
      [report.reportId],
    )
    // nonce[12] ‖ DEK[32] ‖ 2 salts[32] ‖ tag[16], encrypted
    expect(rows[0]!.wrapped).toHaveLength(12 + 32 + 2 * 32 + 16)
    const [score] = await keys.worker.score([{ reportId: report.reportId, attempt: 1 }])
    if (!score?.ok) throw new Error('not scored')
    expect(rows[0]!.wrapped.includes(Buffer.from(score.keys[0]!.okm.subarray(0, 32)))).toBe(false)
  })

  it('scores every report of the case, once a report and attempt', async () => {
    const { report } = await outcome({ count: 4, conversation: 'c_joined' })
    const second = await outcome({ count: 3, conversation: 'c_joined', caseId: report.caseId })
    const [first] = await keys.worker.score([{ reportId: report.reportId, attempt: 1 }])
    if (!first?.ok) throw new Error('not scored')
    expect(new Set(first.keys.map((key) => Buffer.from(key.dekId).toString('hex')))).toEqual(
      new Set([report.dek, second.report.dek]),
    )
    expect(first.keys).toHaveLength(7)
    const many = await Promise.all(
      Array.from({ length: 8 }, () => keys.worker.scoreOne({ reportId: report.reportId, attempt: 2 })),
    )
    expect(many.filter((score) => score.ok)).toHaveLength(1)
    const releases = (await keys.entries()).filter(
      (entry) => entry.kind === 'release' && entry.report === report.reportId,
    )
    expect(releases.map((entry) => entry.attempt)).toEqual([1, 2])
  })

  it('does not adopt while it is stopped, and does when it is started again with the same keys', async () => {
    const epochs = await keys.client.epochs()
    await keys.stopService()
    const report = await putSealedReport(keys.owner, epochs, keys.paths.intakeKey)
    await keys.startService()
    await keys.adopted(report)
    expect(await keys.worker.score([{ reportId: report.reportId, attempt: 1 }])).toMatchObject([{ ok: true }])
    expect(await keys.client.epochs()).toEqual(epochs)
  })
})

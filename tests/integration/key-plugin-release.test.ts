import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toBase64Url } from '#domain/bytes'
import { foldRows } from '../../components/audit/fold-rows'
import { type KeyServiceForTests, startTestKeyService } from '../support/keys/key-service'

let keys: KeyServiceForTests
beforeAll(async () => {
  keys = await startTestKeyService({ pluginDestinations: ['northlight', 'southlight'] })
})
afterAll(() => keys?.stop())

describe('a release for a plug-in scorer', () => {
  test('is counted apart from our own, once a report, attempt and destination', async () => {
    const report = await keys.put({ count: 3 })
    await keys.adopted(report)
    const { reportId } = report
    const ask = async (attempt: number, destination?: string) => {
      const score = await keys.worker.scoreOne({ reportId, attempt, ...(destination ? { destination } : {}) })
      return score.ok ? score.keys.length : score.code
    }
    expect(await ask(1)).toBe(3)
    expect(await ask(1, 'northlight')).toBe(3)
    expect(await ask(1, 'southlight')).toBe(3)
    expect(await ask(1)).toBe('already_scored')
    expect(await ask(1, 'northlight')).toBe('already_scored')
    expect(await ask(2, 'northlight')).toBe(3)
    const raced = await Promise.all(Array.from({ length: 6 }, () => ask(3, 'northlight')))
    expect(raced.filter((answer) => answer === 3)).toHaveLength(1)

    const releases = (await keys.entries()).filter(
      ({ kind, report: of }) => kind === 'release' && of === reportId,
    )
    expect(releases.map(({ attempt, destination, grant }) => [attempt, destination, grant])).toEqual([
      [1, undefined, `scoring:${reportId}:1`],
      [1, 'northlight', `scoring:${reportId}:1:northlight`],
      [1, 'southlight', `scoring:${reportId}:1:southlight`],
      [2, 'northlight', `scoring:${reportId}:2:northlight`],
      [3, 'northlight', `scoring:${reportId}:3:northlight`],
    ])
  })

  test('is refused for a destination that is no code', async () => {
    const report = await keys.put({ count: 1 })
    await keys.adopted(report)
    for (const destination of ['https://x', 'North', '', 'a'.repeat(25)])
      await expect(
        keys.worker.scoreOne({ reportId: report.reportId, attempt: 1, destination }),
      ).rejects.toMatchObject({ code: 'invalid' })
  })

  test('stands by itself on the ledger page and says where the text went', async () => {
    const { rows } = await keys.owner.query<{ idx: string; bytes: Buffer }>(
      'SELECT idx, bytes FROM keys.entry ORDER BY idx DESC',
    )
    const shown = rows
      .map(({ idx, bytes }) => ({ index: Number(idx), at: 0, kind: 'release', entry: toBase64Url(bytes) }))
      .filter(({ entry }) => JSON.parse(Buffer.from(entry, 'base64url').toString()).kind === 'release')
    const lines = foldRows(shown)
    const sent = lines.flatMap((line) => (line.type === 'entry' ? [line.words] : []))
    expect(sent).toHaveLength(4)
    expect(sent.at(-1)).toMatchObject({
      text: 'took 3 messages of {case} to send their text to the plug-in northlight',
      tone: 'access',
      machine: true,
    })
    expect(lines.filter(({ type }) => type === 'machines')).toHaveLength(1)
  })

  test('is refused, and takes no attempt, for a destination that the operator did not name', async () => {
    const report = await keys.put({ count: 1 })
    await keys.adopted(report)
    const { reportId } = report
    expect(await keys.worker.scoreOne({ reportId, attempt: 1, destination: 'invented' })).toMatchObject({
      ok: false,
      code: 'destination_not_named',
    })
    const { rows } = await keys.owner.query('SELECT 1 FROM keys.scoring WHERE report_id = $1', [reportId])
    expect(rows).toEqual([])
    expect((await keys.entries()).at(-1)).toMatchObject({ kind: 'deny', code: 'destination_not_named' })
    expect((await keys.worker.scoreOne({ reportId, attempt: 1 })).ok).toBe(true)
  })
})

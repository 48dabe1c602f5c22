import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AccessView } from '#domain/access-rules'
import { toBase64 } from '#domain/bytes'
import { decodeCheckpoint, decodeNote } from '#domain/checkpoint'
import type { CommittedEntry } from '#domain/key-request'
import { Trust } from '#domain/trust'
import { KeyClient } from '#services/keys/client'
import { beginOrigin } from '#services/keys/server/ledger/new-origin'
import { runVerify } from '#services/ledger/verify-cli'
import { accessOf } from '../support/keys/access'
import { type KeyServiceForTests, PEOPLE, startTestKeyService } from '../support/keys/key-service'
import type { SealedReport } from '../support/keys/sealed-reports'
import { TestSession } from '../support/keys/session'

describe('a ledger whose signing key was stolen', () => {
  let keys: KeyServiceForTests
  let place: string
  let report: SealedReport
  let oldTrustFile: string
  const views: AccessView[] = []
  const rules = { op: 'publish-rules', version: 1, hash: 'A'.repeat(43) } as const
  beforeAll(async () => {
    keys = await startTestKeyService()
    place = await mkdtemp(path.join(os.tmpdir(), 'origin-'))
    report = await keys.put({ count: 3 })
    await keys.adopted(report)
    const [mara, priya, alva] = [
      await keys.session('mara'),
      await keys.session('priya'),
      await keys.session('alva'),
    ]
    const access = accessOf(keys)
    const asked = { purpose: 'APPEAL_REVIEW', reason: 'appeal' } as const
    const scope = { kind: 'window', caseId: report.caseId, around: 3 } as const
    for (const [i, session] of [mara, mara].entries()) {
      views[i] = await access.ask(session, scope, asked)
      await access.answer(priya, 'priya', views[i])
    }
    await access.takeUp(mara, views[1]!)
    await alva.ask(rules)
    oldTrustFile = path.join(place, 'old-trust.json')
    await writeFile(oldTrustFile, await readFile(keys.paths.trustFile))
  })
  afterAll(async () => {
    await keys?.stop()
    await rm(place, { recursive: true, force: true })
  })

  const plan = (changes: object = {}) => ({
    ...{ databaseUrl: keys.database.keyd, home: keys.paths.keydHome, trustFile: keys.paths.trustFile },
    ...{ exportDirectory: path.join(place, 'export'), reason: 'compromise' as const, print: () => undefined },
    ...changes,
  })
  const verify = (...args: string[]) => runVerify(args, {}, () => undefined)

  it('is not followed by another while a key service runs on it', async () => {
    await expect(beginOrigin(plan())).rejects.toThrow('stop it first')
    await keys.stopService()
  })

  it('is not followed by another when it is not what the checkpoint says', async () => {
    await keys.owner.query("UPDATE keys.entry SET bytes = bytes || '\\x20' WHERE idx = 1")
    await expect(beginOrigin(plan())).rejects.toThrow('does not verify')
    await keys.owner.query('UPDATE keys.entry SET bytes = substr(bytes, 1, length(bytes) - 1) WHERE idx = 1')
    const strange = path.join(place, 'strange')
    await writeFile(strange, 'nothing')
    await expect(beginOrigin(plan({ checkpointFile: strange }))).rejects.toThrow(
      'not signed by the old ledger',
    )
  })

  it('is exported, and followed by one whose first entry names its last checkpoint', async () => {
    const kept = await readFile(path.join(keys.paths.keydHome, 'checkpoint'), 'utf8')
    const last = decodeCheckpoint(decodeNote(kept).text)
    const old = Trust.parse(JSON.parse(await readFile(oldTrustFile, 'utf8')))
    const stolen = await readFile(keys.paths.ledgerKey)

    const { trust, cosigned } = await beginOrigin(plan())
    expect(cosigned).toBe(false)
    expect(trust.ledgerOrigin).not.toBe(old.ledgerOrigin)
    expect((await readFile(keys.paths.ledgerKey)).equals(stolen)).toBe(false)
    await keys.startService()
    const [first, second] = await keys.entries()
    expect(first).toMatchObject({
      kind: 'origin',
      reason: 'compromise',
      previous: {
        origin: old.ledgerOrigin,
        vkey: old.ledgerVkey,
        size: last.size,
        root: toBase64(last.root),
      },
    })
    expect(second).toMatchObject({ kind: 'start' })
  })

  it('stays verifiable from its export, and the new one by its own key', async () => {
    expect(await verify('--dir', path.join(place, 'export'), '--trust', oldTrustFile)).toBe(0)
    expect(await verify('--dir', path.join(place, 'export'), '--trust', keys.paths.trustFile)).not.toBe(0)
    expect(await verify('--database', keys.database.keyd, '--trust', keys.paths.trustFile)).toBe(0)
    expect(await verify('--database', keys.database.keyd, '--trust', oldTrustFile)).not.toBe(0)
    const { rows } = await keys.owner.query('SELECT count(*)::int AS count FROM keys.entry_archive')
    expect(rows[0].count).toBeGreaterThan(10)
  })

  it('goes on opening what was sealed before, for people who unlock anew', async () => {
    const trust = Trust.parse(JSON.parse(await readFile(keys.paths.trustFile, 'utf8')))
    const client = new KeyClient({ socketPath: keys.socket, trust })
    const mara = await TestSession.open(client, trust, PEOPLE.mara, keys.staffCodes[PEOPLE.mara]!)
    for (const [view, reason] of [
      [views[0]!, 'access_lapsed'],
      [views[1]!, 'access_revoked'],
    ] as const)
      await expect(mara.ask({ op: 'take-up', accessId: view.id })).rejects.toMatchObject({ reason })
    await expect(mara.ask({ op: 'read-access', accessId: views[0]!.id, seen: 0 })).rejects.toMatchObject({
      reason: 'earlier_ledger',
    })
    const alva = await TestSession.open(client, trust, PEOPLE.alva, keys.staffCodes[PEOPLE.alva]!)
    const published = await alva.ask<CommittedEntry>(rules)
    expect(JSON.parse(Buffer.from(published.entry, 'base64url').toString('utf8'))).toMatchObject({
      ...{ kind: 'rule.published', version: 1 },
    })
    expect((await alva.ask<CommittedEntry>(rules)).index).toBe(published.index)
    const { grant } = await mara.claim(report.caseId)
    expect((await mara.release(grant.id, grant.messages)).keys).toHaveLength(3)
    await client.close()
    await keys.stopService()
    await keys.startService()
    expect((await keys.entries()).filter((entry) => entry.kind === 'origin')).toHaveLength(1)
  })
})

import { randomUUID } from 'node:crypto'
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { CommittedEntry, KeyRequest } from '#domain/key-request'
import type { MessageRefs } from '#domain/ledger-entry'
import { DAY_MS } from '#domain/retention'
import type { HoldScope, ShredReceipt } from '#domain/retention-requests'
import { listSealed } from '#services/keys/server/backup/backup'
import { beginBackup } from '#services/keys/server/backup/begin-backup'
import { rewrapSecrets } from '#services/keys/server/epochs/wrapped-secrets'
import { runVerify } from '#services/ledger/verify-cli'
import {
  type KeyServiceForTests,
  PEOPLE,
  startTestKeyService,
  type TestPerson,
} from '../support/keys/key-service'
import { putSealedReport, type SealedReport, type SealOptions } from '../support/keys/sealed-reports'
import { type Dump, dumpDatabase, messagesThatOpen, openKeyStore } from '../support/keys/stolen-copies'

describe('destroying keys', () => {
  let keys: KeyServiceForTests
  let copies: string
  beforeAll(async () => {
    keys = await startTestKeyService()
    copies = await mkdtemp(path.join(os.tmpdir(), 'copies-'))
    await keys.owner.query(
      "UPDATE keys.person SET roles = '{legal}', regions = '{EU,UK,US,ROW}' WHERE id = $1",
      [PEOPLE.jonas],
    )
  })
  afterEach(async () => {
    expect(await ledgerIsWhole()).toBe(0)
  })
  afterAll(async () => {
    vi.useRealTimers()
    await rm(copies, { recursive: true, force: true })
    await keys?.stop()
  })

  function ledgerIsWhole() {
    return runVerify(['--database', keys.database.keyd, '--trust', keys.paths.trustFile], {}, () => undefined)
  }
  /** Moves every clock of this process but PostgreSQL's, which nothing here goes by. */
  function goTo(at: number): void {
    vi.useFakeTimers({ toFake: ['Date'], now: at })
  }
  async function adopt(seal: SealOptions = {}): Promise<SealedReport> {
    const report = await keys.put({ sealedAt: Date.now(), ...seal })
    await keys.adopted(report)
    return report
  }
  /** What leads have approved by then; how they do is another file's. */
  async function approvedErasure(messages: MessageRefs, scope: object): Promise<string> {
    const id = randomUUID()
    const [session] = (await keys.owner.query('SELECT id FROM keys.session LIMIT 1')).rows
    await keys.owner.query(
      `INSERT INTO keys.access_request (id, act, purpose, ref, platform, region, person_id, session_id, scope, messages,
         reason, uses, minutes, approvers, break_glass, state, created_at, lapses_at, idx, leaf)
       VALUES ($1, 'erase', 'DATA_SUBJECT_REQUEST', 'dsr-1', 'harbour', 'EU', $2, $3, $4, $5, 'article_17', 1, 60, 2,
         false, 'approved', $6, $7, 0, '\\x00')`,
      [
        id,
        PEOPLE.jonas,
        session.id,
        JSON.stringify(scope),
        JSON.stringify(messages),
        new Date(),
        new Date(Date.now() + DAY_MS),
      ],
    )
    for (const lead of [PEOPLE.priya, PEOPLE.tomas])
      await keys.owner.query(
        `INSERT INTO keys.access_approval (access_id, person_id, session_id, verdict, at, idx)
         VALUES ($1, $2, $3, 'approved', now(), 0)`,
        [id, lead, session.id],
      )
    return id
  }
  async function ask<T>(
    person: TestPerson,
    request: { op: KeyRequest['op'] } & Record<string, unknown>,
  ): Promise<T> {
    return (await keys.session(person)).ask<T>(request as never)
  }
  async function erase(messages: MessageRefs, scope: object = ACCOUNT): Promise<ShredReceipt> {
    await keys.session('jonas')
    const accessId = await approvedErasure(messages, scope)
    return (await ask<{ receipt: ShredReceipt }>('jonas', { op: 'shred', accessId })).receipt
  }
  async function openNow(report: SealedReport): Promise<number[]> {
    const mara = await keys.session('mara')
    const { grant } = await mara.claim(report.caseId)
    const { keys: released } = await mara.release(grant.id, grant.messages)
    await mara.ask({ op: 'return', caseId: report.caseId })
    return released.map((key) => key.seq)
  }
  async function round(): Promise<void> {
    await keys.service.upkeep.roundNow()
  }
  async function homeCopy(): Promise<string> {
    const to = path.join(copies, randomUUID())
    for (const name of ['root.key', 'epochs'])
      await cp(path.join(keys.paths.keydHome, name), path.join(to, name), { recursive: true })
    return to
  }
  function opensOf(open: Set<string>, report: SealedReport): number {
    return [...open].filter((place) => place.startsWith(report.reportId)).length
  }
  async function entriesOf(kind: string) {
    return (await keys.entries()).filter((entry) => entry.kind === kind)
  }
  const ACCOUNT = {
    ...{ kind: 'identifiers', platform: 'harbour', region: 'EU', accounts: ['u_subject'], conversations: [] },
    ...{ from: 0, to: 8e15 },
  }

  describe('a message, a report and a person', () => {
    let message: SealedReport
    let whole: SealedReport
    let other: SealedReport
    let boxes: Dump
    let rows: Dump
    let receipts: ShredReceipt[]
    beforeAll(async () => {
      const put = { sealedAt: Date.now(), count: 6, reported: [2] }
      // A dump that still holds the boxes, taken while nobody adopts; then one of the adopted rows.
      const epochs = await keys.client.epochs()
      await keys.stopService()
      const seal = () => putSealedReport(keys.owner, epochs, keys.paths.intakeKey, put)
      const sealed = [await seal(), await seal(), await seal()] as const
      ;[message, whole, other] = sealed
      boxes = await dumpDatabase(keys.owner)
      await keys.startService()
      for (const report of sealed) await keys.adopted(report)
      rows = await dumpDatabase(keys.owner)
    })

    it('opened before: the dumps and the key store of that day give every message', async () => {
      const store = await openKeyStore(await homeCopy())
      for (const report of [message, whole, other]) {
        expect(opensOf(messagesThatOpen(rows, store), report)).toBe(6)
      }
      expect(messagesThatOpen(boxes, store).size).toBe(18)
      expect(await openNow(message)).toEqual([0, 1, 2, 3, 4, 5])
    })

    it('releases nothing of them from its commit on, and the rest as before', async () => {
      const mara = await keys.session('mara')
      const { grant } = await mara.claim(message.caseId)
      receipts = [
        await erase([[message.dek, '1']], { ...ACCOUNT, accounts: [], conversations: ['c'] }),
        await erase([[whole.dek, '0-5']], { ...ACCOUNT, accounts: [], conversations: ['c'] }),
      ]
      expect(receipts.map(({ what, count, held }) => ({ what, count, held }))).toEqual([
        { what: 'message', count: 1, held: 0 },
        { what: 'report', count: 6, held: 0 },
      ])
      await expect(mara.release(grant.id, grant.messages)).rejects.toMatchObject({ reason: 'keys_destroyed' })
      await expect(mara.release(grant.id, [[message.dek, '1']])).rejects.toMatchObject({
        reason: 'keys_destroyed',
      })
      expect((await mara.release(grant.id, [[message.dek, '0,2-5']])).keys).toHaveLength(5)
      await mara.ask({ op: 'return', caseId: message.caseId })
      expect(await openNow(message)).toEqual([0, 2, 3, 4, 5])
      expect(await openNow(other)).toHaveLength(6)
      await expect(mara.claim(whole.caseId)).rejects.toThrow()
      expect(await keys.worker.score([{ reportId: whole.reportId, attempt: 1 }])).toMatchObject([
        { ok: false, code: 'keys_destroyed' },
      ])
      const [score] = await keys.worker.score([{ reportId: message.reportId, attempt: 1 }])
      expect(score?.ok && score.keys.map((key) => key.seq)).toEqual([0, 2, 3, 4, 5])
      const denied = (await entriesOf('deny')).filter((entry) => entry.code === 'keys_destroyed')
      expect(denied.map((entry) => entry.op).sort()).toEqual(['release', 'release', 'score'])
    })

    it('carries an approved erasure out once, for the legal role only', async () => {
      const accessId = await approvedErasure([[other.dek, '5']], ACCOUNT)
      await expect(ask('mara', { op: 'shred', accessId })).rejects.toMatchObject({ reason: 'role_missing' })
      const { receipt } = await ask<{ receipt: ShredReceipt } & CommittedEntry>('jonas', {
        op: 'shred',
        accessId,
      })
      expect(receipt).toMatchObject({ what: 'person', count: 1 })
      await expect(ask('jonas', { op: 'shred', accessId })).rejects.toMatchObject({ reason: 'not_approved' })
      await keys.owner.query("UPDATE keys.access_request SET state = 'approved' WHERE id = $1", [accessId])
      const inactive = (active: boolean) =>
        keys.owner.query('UPDATE keys.person SET active = $2 WHERE id = $1', [PEOPLE.tomas, active])
      await inactive(false)
      await expect(ask('jonas', { op: 'shred', accessId })).rejects.toMatchObject({
        reason: 'approval_withdrawn',
      })
      await inactive(true)
      await keys.owner.query("UPDATE keys.access_request SET state = 'waiting' WHERE id = $1", [accessId])
      await expect(ask('jonas', { op: 'shred', accessId })).rejects.toMatchObject({ reason: 'not_approved' })
      receipts.push(receipt)
    })

    it('keeps the epoch until nobody may seal to it, then opens nothing from either dump', async () => {
      goTo(Math.min(...receipts.map((receipt) => receipt.effectiveAt)) + DAY_MS)
      await round()
      expect(await entriesOf('epoch.destroyed')).toEqual([])
      const completeBy = Math.max(...receipts.map((receipt) => receipt.completeBy))
      goTo(completeBy)
      await round()
      const store = await openKeyStore(await homeCopy())
      for (const dump of [boxes, rows]) {
        const open = messagesThatOpen(dump, store)
        // Nothing at all: the survivors live on under another epoch, which the old dump does not know.
        expect([...open]).toEqual([])
      }
      const live = messagesThatOpen(await dumpDatabase(keys.owner), store)
      expect([opensOf(live, message), opensOf(live, whole), opensOf(live, other)]).toEqual([5, 0, 5])
      const destroyed = await entriesOf('epoch.destroyed')
      expect(destroyed.find((entry) => entry.epoch === message.manifest.epoch)).toMatchObject({ moved: 2 })
      const names = await readdir(path.join(keys.paths.keydHome, 'epochs'))
      expect(names).not.toContain(`${message.manifest.epoch}.json`)
    })

    it('still opens what was not shredded, after a restart too', async () => {
      await keys.stopService()
      await keys.startService()
      expect(await openNow(message)).toEqual([0, 2, 3, 4, 5])
      expect(await openNow(other)).toEqual([0, 1, 2, 3, 4])
    })
  })

  describe('what a legal hold keeps', () => {
    it('survives erasure, retention and the end of its epoch, and goes when the hold is lifted', async () => {
      const conversation = `c_${randomUUID()}`
      const kept = await adopt({ conversation, count: 3, reported: [1] })
      const free = await adopt({ count: 3, reported: [1] })
      const holdId = randomUUID()
      const scope: HoldScope = {
        kind: 'identifiers',
        platform: 'harbour',
        accounts: [],
        conversations: [conversation],
      }
      const placed = { op: 'hold' as const, act: 'placed', holdId, region: 'EU', scope, reason: 'litigation' }
      expect(await ask('jonas', placed)).toMatchObject({ count: 1 })
      await expect(ask('jonas', placed)).rejects.toMatchObject({ reason: 'hold_exists' })
      // Joins the conversation after the hold was placed.
      const later = await adopt({ conversation, caseId: kept.caseId, count: 2, reported: [1], firstId: 50 })
      const before = await dumpDatabase(keys.owner)

      const receipt = await erase(
        [kept, free, later]
          .map((report) => [report.dek, `0-${report.manifest.messages.length - 1}`] as [string, string])
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      )
      expect(receipt).toMatchObject({ what: 'person', count: 3, held: 5 })
      goTo(receipt.completeBy)
      await round()
      let store = await openKeyStore(await homeCopy())
      let live = messagesThatOpen(await dumpDatabase(keys.owner), store)
      expect([opensOf(live, kept), opensOf(live, later), opensOf(live, free)]).toEqual([3, 2, 0])
      expect(opensOf(messagesThatOpen(before, store), free)).toBe(0)

      goTo(Date.now() + 400 * DAY_MS)
      await round()
      store = await openKeyStore(await homeCopy())
      live = messagesThatOpen(await dumpDatabase(keys.owner), store)
      expect([opensOf(live, kept), opensOf(live, later)]).toEqual([3, 2])

      const held = await dumpDatabase(keys.owner)
      await ask('jonas', { op: 'lift-hold', holdId })
      await expect(ask('jonas', { op: 'lift-hold', holdId })).rejects.toMatchObject({ reason: 'hold_lifted' })
      await round()
      const last = (await entriesOf('shred')).at(-1)!
      expect(last).toMatchObject({ what: 'person', count: 5, held: 0 })
      goTo(Number(last.completeBy))
      await round()
      store = await openKeyStore(await homeCopy())
      for (const dump of [before, held, await dumpDatabase(keys.owner)]) {
        const open = messagesThatOpen(dump, store)
        expect([opensOf(open, kept), opensOf(open, later)]).toEqual([0, 0])
      }
    })
  })

  it('ends each class at its own time, without anybody asking', async () => {
    const sealed = {
      short: await adopt({ retention: 'short', count: 2 }),
      standard: await adopt({ retention: 'standard', count: 2 }),
      extended: await adopt({ retention: 'extended', count: 2 }),
    }
    const start = Date.now()
    const left = async () => {
      await round()
      const open = messagesThatOpen(await dumpDatabase(keys.owner), await openKeyStore(await homeCopy()))
      return Object.values(sealed).map((report) => opensOf(open, report))
    }
    goTo(start + 29 * DAY_MS)
    expect(await left()).toEqual([2, 2, 2])
    goTo(start + 31 * DAY_MS)
    expect(await left()).toEqual([0, 2, 2])
    goTo(start + 179 * DAY_MS)
    expect(await left()).toEqual([0, 2, 2])
    goTo(start + 181 * DAY_MS)
    expect(await left()).toEqual([0, 0, 2])
    goTo(start + 366 * DAY_MS)
    expect(await left()).toEqual([0, 0, 0])
    const dump = await dumpDatabase(keys.owner)
    expect(dump.get('keys.report')!.find((row) => row.id === sealed.extended.reportId)).toMatchObject({
      wrapped: null,
      destroyed: '0-1',
    })
  })

  it('finishes what a killed process left half destroyed, and the copy in the backup goes too', async () => {
    const backup = path.join(copies, 'backup')
    const { keydHome: home, trustFile } = keys.paths
    const plan = { home, trustFile, directory: backup, sharesDirectory: path.join(copies, 'shares') }
    await beginBackup({ ...plan, needed: 2, shares: 3 }, Date.now())
    const [gone, stays, other] = [
      await adopt({ count: 2 }),
      await adopt({ count: 3 }),
      await adopt({ count: 4 }),
    ]
    const { completeBy } = await erase([[gone.dek, '0-1']])
    const epoch = gone.manifest.epoch
    await round()
    expect(await listSealed(backup)).toContain(`epochs/${epoch}.json`)
    goTo(completeBy)
    // As after a kill: the successor is made and named, one of two survivors has moved.
    const { epochs } = keys.service
    const successor = await epochs.createInner('EU', 'standard', Date.now())
    await keys.owner.query('UPDATE keys.ended_epoch SET successor = $2 WHERE epoch = $1', [epoch, successor])
    const { rows } = await keys.owner.query('SELECT id, dek, wrapped FROM keys.report WHERE id = $1', [
      stays.reportId,
    ])
    const wrapped = rewrapSecrets(epochs.get(epoch)!, epochs.get(successor)!, rows[0])
    await keys.owner.query('INSERT INTO keys.former_epoch VALUES ($1, $2)', [stays.reportId, epoch])
    await keys.owner.query('UPDATE keys.report SET epoch = $2, wrapped = $3 WHERE id = $1', [
      ...[stays.reportId, successor, wrapped],
    ])
    await keys.stopService()
    await keys.startService()
    await round()
    // And as after a kill between the file's end and its entry.
    await keys.owner.query('UPDATE keys.ended_epoch SET destroyed_at = NULL WHERE epoch = $1', [epoch])
    await round()
    expect((await entriesOf('epoch.destroyed')).filter((entry) => entry.epoch === epoch)).not.toEqual([])
    const live = messagesThatOpen(await dumpDatabase(keys.owner), await openKeyStore(await homeCopy()))
    expect([gone, stays, other].map((report) => opensOf(live, report))).toEqual([0, 3, 4])
    const sealed = await listSealed(backup)
    expect(sealed).not.toContain(`epochs/${epoch}.json`)
    expect(sealed).toContain(`epochs/${successor}.json`)
  })

  it('unlinks a former member of staff and leaves the ledger as it is', async () => {
    const before = (await keys.entries()).length
    await expect(ask('alva', { op: 'forget-person', personId: PEOPLE.mara })).rejects.toMatchObject({
      reason: 'person_active',
    })
    await keys.owner.query('UPDATE keys.person SET active = false WHERE id = $1', [PEOPLE.mara])
    const { rows: old } = await keys.owner.query('SELECT salt FROM keys.person WHERE id = $1', [PEOPLE.mara])
    await ask('alva', { op: 'forget-person', personId: PEOPLE.mara })
    const dump = await dumpDatabase(keys.owner)
    const row = dump.get('keys.person')!.find(({ id }) => id === PEOPLE.mara)!
    expect((row.salt as Buffer).equals(old[0].salt)).toBe(false)
    expect(dump.get('keys.entry_index')!.filter((entry) => entry.person_id === PEOPLE.mara)).toEqual([])
    expect((await keys.entries()).length).toBeGreaterThan(before)
  })
})

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fromBase64Url, fromUtf8 } from '#domain/bytes'
import type { ClaimAnswer, CommittedEntry, KeyRequest } from '#domain/key-request'
import { type KeyServiceForTests, startTestKeyService } from '../support/keys/key-service'
import { TestSession } from '../support/keys/session'

const CASES = 100
/** Cases at a time: an operation that waits longer than two seconds is told that nothing happened. */
const AT_ONCE = 20
/** Releases that race with the end of each grant. */
const RACERS = 10
type Unstamped<T> = T extends KeyRequest ? Omit<T, 'requestId' | 'at'> : never
type Ended = { index: number; at: number } | undefined

async function inGroups<I, O>(items: readonly I[], work: (item: I, i: number) => Promise<O>): Promise<O[]> {
  const done: O[] = []
  for (let from = 0; from < items.length; from += AT_ONCE)
    done.push(
      ...(await Promise.all(items.slice(from, from + AT_ONCE).map((item, i) => work(item, from + i)))),
    )
  return done
}

/**
 * 10,000 releases, each fired together with what ends its grant: whichever is committed first wins, and a release
 * that comes second gets nothing. Calls go to the sequencer as they do behind the socket, without the limit on
 * denials that stands before it.
 */
describe('a release that races with the end of its grant', () => {
  let keys: KeyServiceForTests
  let mara: TestSession
  let cases: { caseId: string; dek: string }[]
  const recipient = TestSession.recipient()
  let races = 0
  beforeAll(async () => {
    keys = await startTestKeyService({ sweepEveryMs: 600_000 })
    mara = await keys.session('mara')
    const reports = []
    for (let n = 0; n < CASES; n++) reports.push(await keys.put({ count: 3, reported: [1] }))
    for (const report of reports) await keys.adopted(report)
    cases = reports.map(({ caseId, dek }) => ({ caseId, dek }))
  })
  afterAll(() => keys?.stop())

  async function ask<T>(request: Unstamped<KeyRequest>): Promise<T | undefined> {
    const stamped = { ...request, requestId: randomUUID(), at: Date.now() } as KeyRequest
    const result = await keys.service.run({ request: stamped, signer: mara.id })
    return result.ok ? (result.answer as T) : undefined
  }
  const claimAll = async (): Promise<{ grantId: string; caseId: string; dek: string }[]> =>
    inGroups(cases, async ({ caseId, dek }) => ({
      ...{ caseId, dek },
      grantId: (await ask<ClaimAnswer>({ op: 'claim', caseId }))!.grant.id,
    }))
  async function release(grant: { grantId: string; dek: string }): Promise<Ended> {
    const answer = await ask<CommittedEntry & { sealed: string }>({
      ...{ op: 'release', grantId: grant.grantId, messages: [[grant.dek, '1']], recipient, seen: 0 },
    })
    if (!answer) return undefined
    const { at } = JSON.parse(fromUtf8(fromBase64Url(answer.entry))) as { at: number }
    return { index: answer.index, at }
  }

  /** @returns what each release that got keys came before or after. */
  async function race(
    grants: Awaited<ReturnType<typeof claimAll>>,
    end: (grant: (typeof grants)[number]) => Promise<CommittedEntry | undefined>,
  ): Promise<{ early: number; late: number; after: number }> {
    const tally = { early: 0, late: 0, after: 0 }
    await inGroups(grants, async (grant, i) => {
      // The end is queued before, among or behind the releases.
      const place = (i * 7) % (RACERS + 1)
      const releases: Promise<Ended>[] = []
      let ending: Promise<CommittedEntry | undefined> | undefined
      for (let n = 0; n <= RACERS; n++) {
        if (n === place) ending = end(grant)
        else releases.push(release(grant))
        if (n % 3 === i % 3) await new Promise((resolve) => setImmediate(resolve))
      }
      const ended = await ending
      expect(ended).toBeDefined()
      races += releases.length
      for (const released of await Promise.all(releases))
        if (released) tally[released.index < ended!.index ? 'early' : 'late']++
      if (await release(grant)) tally.after++
    })
    return tally
  }

  it('opens nothing after a revocation, in 4,000 races', async () => {
    let early = 0
    for (let round = 0; round < 4; round++) {
      const grants = await claimAll()
      const tally = await race(grants, ({ grantId }) =>
        ask({ op: 'revoke-access', target: 'grant', id: grantId, code: 'mistake' }),
      )
      expect(tally).toMatchObject({ late: 0, after: 0 })
      early += tally.early
      await inGroups(cases, ({ caseId }) => ask({ op: 'return', caseId }))
    }
    expect(early).toBeGreaterThan(0)
  })

  it('opens nothing after the case was closed to its holder, in 4,000 races', async () => {
    let early = 0
    for (let round = 0; round < 4; round++) {
      const grants = await claimAll()
      const tally = await race(grants, ({ caseId }) => ask({ op: 'return', caseId }))
      expect(tally).toMatchObject({ late: 0, after: 0 })
      early += tally.early
    }
    expect(early).toBeGreaterThan(0)
  })

  it('opens nothing once the lease has ended, in 2,000 races', async () => {
    let early = 0
    // Long enough that something is opened, on a machine as slow as this one.
    let leftMs = 15
    for (let round = 0; round < 2; round++) {
      const grants = await claimAll()
      for (let from = 0; from < grants.length; from += AT_ONCE) {
        const some = grants.slice(from, from + AT_ONCE)
        const until = Date.now() + leftMs
        await keys.owner.query('UPDATE keys.review_case SET lease_until = $1 WHERE id = ANY($2)', [
          new Date(until),
          some.map((grant) => grant.caseId),
        ])
        const releases: Promise<Ended>[] = []
        for (let n = 0; n < RACERS; n++) {
          for (const grant of some) releases.push(release(grant))
          await new Promise((resolve) => setTimeout(resolve, 3))
        }
        const opened = (await Promise.all(releases)).filter((one) => one !== undefined)
        races += releases.length
        expect(opened.filter((one) => one.at >= until)).toEqual([])
        early += opened.length
        if (opened.length === 0) leftMs *= 2
        await new Promise((resolve) => setTimeout(resolve, until - Date.now()))
      }
      expect(await release(grants[0]!)).toBeUndefined()
    }
    expect(early).toBeGreaterThan(0)
    expect(races).toBe(10_000)
  })
})

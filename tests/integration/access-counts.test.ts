import { describe, expect, it } from 'vitest'
import type { AccessScope } from '#domain/access-rules'
import { AccessHouse, refused } from '../support/keys/access-house'
import { PEOPLE } from '../support/keys/key-service'

const HOUR = 60 * 60_000

describe('what waits for leads', () => {
  const house = new AccessHouse({ count: 61, reported: [30] })
  const window = (caseId: string, around: number): AccessScope => ({ kind: 'window', caseId, around })
  const fetchCounts = (lead?: string) => house.keys.client.accessCounts(['EU', 'US', 'UK', 'ROW'], lead)

  it('breaks the glass with one lead for fifteen minutes, and turns red when nobody reviews it in a day', async () => {
    const report = await house.adopted()
    const asked = { purpose: 'EMERGENCY_DISCLOSURE', reason: 'safety' } as const
    const view = await house.access.ask(house.mara, window(report.caseId, 200), asked)
    expect(await fetchCounts()).toMatchObject({ breakGlass: 1, reviews: 0, overdue: 0 })
    await house.access.answer(house.priya, 'priya', view)
    const grant = await house.access.takeUp(house.mara, view)
    expect(grant.expires - grant.notBefore).toBe(15 * 60_000)
    expect((await house.mara.release(grant.id, [[report.dek, '0-60']])).keys).toHaveLength(61)
    const due = await house.access.list(house.tomas, 'reviews')
    expect(due.requests.map((one) => one.id)).toEqual([view.id])
    await expect(house.access.review(house.priya, 'priya', view, 'justified')).rejects.toMatchObject(
      refused('already_answered'),
    )
    const count = async () => (await fetchCounts()).overdue
    expect(await count()).toBe(0)
    // Whoever approved does not review; that nobody has is everybody's business.
    expect(await fetchCounts(PEOPLE.priya)).toMatchObject({ reviews: 0, overdue: 0 })
    expect(await fetchCounts(PEOPLE.tomas)).toMatchObject({ reviews: 1, overdue: 0 })
    house.keys.clock.offsetMs = 25 * HOUR
    try {
      expect(await count()).toBe(1)
      for (const lead of [PEOPLE.priya, PEOPLE.tomas])
        expect(await fetchCounts(lead)).toMatchObject({ reviews: 1, overdue: 1 })
    } finally {
      house.keys.clock.offsetMs = 0
    }
    await house.access.review(house.tomas, 'tomas', view, 'not_justified')
    await expect(house.access.review(house.tomas, 'tomas', view, 'justified')).rejects.toMatchObject(
      refused('already_reviewed'),
    )
    house.keys.clock.offsetMs = 25 * HOUR
    try {
      expect(await count()).toBe(0)
    } finally {
      house.keys.clock.offsetMs = 0
    }
    expect((await house.keys.entries()).filter((entry) => entry.kind === 'review')).toMatchObject([
      { access: view.id, verdict: 'not_justified' },
    ])
    const ordinary = await house.access.ask(house.jonas, window(report.caseId, 5), {
      purpose: 'APPEAL_REVIEW',
      reason: 'appeal',
    })
    await expect(house.access.review(house.tomas, 'tomas', ordinary, 'justified')).rejects.toMatchObject(
      refused('nothing_to_review'),
    )
  })

  it('counts for each lead what is theirs to answer: neither what they answered nor what they asked for', async () => {
    const report = await house.adopted()
    const waitingFor = async (lead: string) => (await fetchCounts(lead)).waiting
    const waiting = async () => [await waitingFor(PEOPLE.priya), await waitingFor(PEOPLE.tomas)] as const
    await house.asLegal(async (legal) => {
      const [priya, tomas] = await waiting()
      const all = (await fetchCounts()).waiting
      const view = await house.access.ask(
        legal,
        {
          ...{ kind: 'identifiers', platform: 'harbour', region: 'EU', accounts: [] },
          ...{ conversations: [report.manifest.conversation], from: 0, to: Date.now() + HOUR },
        },
        { purpose: 'LEGAL_PROCESS', reason: 'order', ref: 'EU-2026/118' },
      )
      expect(await waiting()).toEqual([priya + 1, tomas + 1])
      await house.access.answer(house.priya, 'priya', view)
      expect(await waiting()).toEqual([priya, tomas + 1])
      expect((await fetchCounts()).waiting).toBe(all + 1)
      expect(await waitingFor(PEOPLE.jonas)).toBe(all)
      await house.access.answer(house.tomas, 'tomas', view)
      expect(await waiting()).toEqual([priya, tomas])
    })
  })
})

import { describe, expect, it } from 'vitest'
import { reportOf } from '#tests/support/reports'
import { fixed, ScoringHouse } from '#tests/support/scoring-house'

/** What the classifiers were told round the last conversation. */
let told: unknown[] = []
const listen = (context: unknown) => {
  told.push(context)
}
const house = new ScoringHouse(() => ({
  classifiers: [fixed('grooming', 'one', 0.1, listen), fixed('harassment', 'one', 0.6, listen)],
}))

describe('what stands round a conversation', () => {
  it.each(['direct', 'group'] as const)('reaches the classifiers: %s', async (kind) => {
    const report = reportOf(4)
    told = []
    const { reportId } = await house.post({ ...report, conversation: { ...report.conversation, kind } })
    await house.routed(reportId)
    expect(told).toEqual([{ kind }, { kind }])
  })
})

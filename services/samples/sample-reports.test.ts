import { describe, expect, it } from 'vitest'
import { readReport } from '#domain/report-input'
import { expand } from './expand'
import { createRandom } from './random'
import { SCENARIOS, sampleReport, sampleReports } from './sample-reports'
import { parseScript } from './scenario'

const NOW = Date.UTC(2026, 10, 22, 12)

type Wire = {
  region: string
  source: string
  note?: string
  conversation: { id: string; messages: { id: string; text?: string; kind?: string; sentAt: string }[] }
}
const reports = [...sampleReports(600, '1', NOW)] as unknown as Wire[]

describe('sample reports', () => {
  it('are all reports that intake would take', () => {
    for (const report of reports) expect(readReport(report, NOW)).toMatchObject({ ok: true })
  })

  it('have 6 to 60 messages in order of time', () => {
    for (const { conversation } of reports) {
      expect(conversation.messages.length).toBeGreaterThanOrEqual(6)
      expect(conversation.messages.length).toBeLessThanOrEqual(60)
      const times = conversation.messages.map((message) => Date.parse(message.sentAt))
      expect(times).toEqual([...times].sort((a, b) => a - b))
    }
  })

  it('are the same bytes for the same seed and time, and a longer run begins like a shorter one', () => {
    const again = [...sampleReports(50, '1', NOW)]
    expect(JSON.stringify(again)).toBe(JSON.stringify(reports.slice(0, 50)))
    expect(JSON.stringify([...sampleReports(50, '2', NOW)])).not.toBe(JSON.stringify(again))
  })

  it('differ in nothing but dates when the time differs', () => {
    const dateless = (report: unknown) => JSON.stringify(report).replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '')
    expect(dateless(sampleReport('7', 3, NOW))).toBe(dateless(sampleReport('7', 3, NOW + 86_400_000)))
  })

  it('play every script, in every region, with notes, media, deleted and system messages', () => {
    expect(SCENARIOS.length).toBeGreaterThanOrEqual(25)
    const kinds = new Set(
      reports.flatMap((report) => report.conversation.messages.map((m) => m.kind ?? 'text')),
    )
    expect([...kinds].sort()).toEqual(['deleted', 'media', 'system', 'text'])
    expect(new Set(reports.map((report) => report.region)).size).toBe(4)
    expect(new Set(reports.map((report) => report.source)).size).toBeGreaterThanOrEqual(4)
    expect(reports.filter((report) => report.note).length).toBeGreaterThan(60)
  })

  it('sometimes report one conversation again, and rarely repeat a text', () => {
    const conversations = new Map<string, number>()
    for (const { conversation } of reports)
      conversations.set(conversation.id, (conversations.get(conversation.id) ?? 0) + 1)
    const joined = reports.length - conversations.size
    expect(joined).toBeGreaterThan(30)
    expect(joined).toBeLessThan(120)
    const whole = new Set(
      reports.map(({ conversation }) => conversation.messages.map((m) => m.text).join('\n')),
    )
    expect(whole.size).toBeGreaterThan(520)
  })

  it('leave no brace, no empty text and no unmasked template behind', () => {
    for (const { conversation, note } of reports)
      for (const text of [note ?? 'x', ...conversation.messages.map((message) => message.text ?? 'x')]) {
        expect(text.trim()).not.toBe('')
        expect(text).not.toMatch(/[{}|]/)
      }
  })
})

describe('a script', () => {
  it('refuses a line that it does not know, and a brace without a partner', () => {
    expect(() => parseScript('F: hello')).toThrow(RangeError)
    const random = createRandom('x')
    expect(() => expand('{a|b', random, String)).toThrow(RangeError)
    expect(() => expand('a}b', random, String)).toThrow(RangeError)
    expect(['to X', 'y']).toContain(expand('{to {A}|y}', random, () => 'X'))
  })
})

import { randomUUID } from 'node:crypto'

/** A well-formed report of `count` invented messages, the last one reported. */
export function reportOf(count = 20, overrides: { externalId?: string; text?: string; note?: string } = {}) {
  const id = overrides.externalId ?? `rep_${randomUUID()}`
  const start = Date.now() - 3_600_000
  const lines = [
    'are you coming to training tomorrow',
    'yes, after school',
    'bring the blue shirt please',
    'you never answer, nobody wants you in this team',
    'stop writing to me',
  ]
  return {
    externalId: id,
    region: 'EU',
    source: 'user',
    reason: 'harassment',
    ...(overrides.note === undefined ? {} : { note: overrides.note }),
    reportedAt: new Date(start + 3_000_000).toISOString(),
    reporter: { id: `u_${id}_a`, ageBand: '16_17' },
    subject: { id: `u_${id}_b`, ageBand: 'adult' },
    conversation: {
      id: `c_${id}`,
      kind: 'direct',
      messages: Array.from({ length: count }, (_, i) => ({
        id: `m_${id}_${i}`,
        senderId: `u_${id}_${i % 2 === 0 ? 'a' : 'b'}`,
        sentAt: new Date(start + i * 30_000).toISOString(),
        text: i === count - 1 && overrides.text !== undefined ? overrides.text : lines[i % lines.length]!,
        ...(i === count - 1 ? { reported: true } : {}),
      })),
    },
  }
}

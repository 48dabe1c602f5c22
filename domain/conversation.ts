import type { MessageRefs } from './ledger-entry'
import { formatSeqs, parseSeqs } from './seq-range'

/** One message of one report, as its manifest lists it. */
export type ListedMessage = { dek: string; seq: number; id: string; sentAt: number; reported: boolean }

/**
 * Messages of overlapping reports in one order: by (sentAt, message id), then by dek and position so that the
 * order is total. The key service, the reader and the classifiers must all see the same one.
 */
export function mergeOrder<T extends ListedMessage>(messages: readonly T[]): T[] {
  return [...messages].sort(
    (a, b) => a.sentAt - b.sentAt || compare(a.id, b.id) || compare(a.dek, b.dek) || a.seq - b.seq,
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/**
 * Each report's own reported messages and `around` distinct messages of that report on either side of each; copies of
 * one id within a report count as one step. A report opens and moves nothing in another: whoever could post one that
 * repeats a conversation's ids, all of them reported, would otherwise open the whole of it. So the same message may be
 * open from one report and closed in another.
 */
export function windowAround<T extends ListedMessage>(messages: readonly T[], around: number): T[] {
  const reports = new Map<string, T[]>()
  for (const message of messages) {
    const own = reports.get(message.dek)
    if (own) own.push(message)
    else reports.set(message.dek, [message])
  }
  return mergeOrder([...reports.values()].flatMap((own) => windowOfReport(own, around)))
}

function windowOfReport<T extends ListedMessage>(messages: readonly T[], around: number): T[] {
  const groups: T[][] = []
  const byId = new Map<string, T[]>()
  for (const message of mergeOrder(messages)) {
    const group = byId.get(message.id)
    if (group) group.push(message)
    else {
      const fresh = [message]
      byId.set(message.id, fresh)
      groups.push(fresh)
    }
  }
  const inside = new Array<boolean>(groups.length).fill(false)
  groups.forEach((group, at) => {
    if (!group.some((message) => message.reported)) return
    const to = Math.min(groups.length - 1, at + around)
    for (let i = Math.max(0, at - around); i <= to; i++) inside[i] = true
  })
  return groups.filter((_, i) => inside[i]).flat()
}

/** Message references in canonical form: by dek, positions merged. */
export function toRefs(messages: readonly { dek: string; seq: number }[]): MessageRefs {
  const byDek = new Map<string, number[]>()
  for (const { dek, seq } of messages) {
    const seqs = byDek.get(dek)
    if (seqs) seqs.push(seq)
    else byDek.set(dek, [seq])
  }
  return [...byDek].sort(([a], [b]) => compare(a, b)).map(([dek, seqs]) => [dek, formatSeqs(seqs)])
}

/** @throws RangeError when the references are not canonical or name more than `limit` messages. */
export function fromRefs(refs: MessageRefs, limit = 5_000): { dek: string; seq: number }[] {
  const out: { dek: string; seq: number }[] = []
  for (const [dek, seqs] of refs) for (const seq of parseSeqs(seqs, limit)) out.push({ dek, seq })
  if (out.length > limit) throw new RangeError('too many messages')
  if (JSON.stringify(toRefs(out)) !== JSON.stringify(refs))
    throw new RangeError('references are not canonical')
  return out
}

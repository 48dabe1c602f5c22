import type { RequestOf } from '#domain/key-request'
import { Purpose } from '#domain/ledger-entry'

/** What a lead looks for. `subject` names an account, so it never stands in the address; the rest does. */
export type LedgerFilter = {
  person?: string
  caseId?: string
  purpose?: Purpose
  kind?: string
  range: Range
  /** Days as `2026-11-22`, in the lead's own time zone; only with the range `days`. */
  from?: string
  to?: string
  machines: boolean
  subject?: string
}
export const RANGES = ['all', 'hour', 'day', 'week', 'month', 'days'] as const
export type Range = (typeof RANGES)[number]
export const RANGE_WORDS: Record<Range, string> = {
  all: 'Any time',
  hour: 'Last hour',
  day: 'Last 24 hours',
  week: 'Last 7 days',
  month: 'Last 30 days',
  days: 'From … to …',
}
const HOUR_MS = 3_600_000
const SPAN_MS: Partial<Record<Range, number>> = {
  hour: HOUR_MS,
  day: 24 * HOUR_MS,
  week: 7 * 24 * HOUR_MS,
  month: 30 * 24 * HOUR_MS,
}
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/
const DAY = /^\d{4}-\d{2}-\d{2}$/

/** Whatever is not understood in an address is as if it were not there. */
export function filterFromUrl(params: URLSearchParams): LedgerFilter {
  const text = (name: string, pattern: RegExp) => {
    const value = params.get(name)
    return value && pattern.test(value) ? value : undefined
  }
  const purpose = Purpose.safeParse(params.get('purpose'))
  const range = RANGES.find((one) => one === params.get('range')) ?? 'all'
  return prune({
    person: text('person', UUID),
    caseId: text('case', UUID),
    purpose: purpose.success ? purpose.data : undefined,
    kind: text('kind', /^[a-z.]{1,40}$/),
    range,
    from: range === 'days' ? text('from', DAY) : undefined,
    to: range === 'days' ? text('to', DAY) : undefined,
    machines: params.get('machines') === '1',
  })
}

/** Everything but the account. */
export function urlOf(filter: LedgerFilter): string {
  const params = new URLSearchParams()
  if (filter.person) params.set('person', filter.person)
  if (filter.caseId) params.set('case', filter.caseId)
  if (filter.purpose) params.set('purpose', filter.purpose)
  if (filter.kind) params.set('kind', filter.kind)
  if (filter.range !== 'all') params.set('range', filter.range)
  if (filter.range === 'days' && filter.from) params.set('from', filter.from)
  if (filter.range === 'days' && filter.to) params.set('to', filter.to)
  if (filter.machines) params.set('machines', '1')
  const text = params.toString()
  return text ? `?${text}` : ''
}

type LedgerQuery = Omit<RequestOf<'query-ledger'>, 'op' | 'requestId' | 'at' | 'before' | 'limit'>

/** @param nowMs when the reading began, so that all pages of one reading have the same bounds. */
export function queryOf(filter: LedgerFilter, nowMs: number): LedgerQuery {
  const span = SPAN_MS[filter.range]
  return prune({
    personId: filter.person,
    subject: filter.subject,
    caseId: filter.caseId,
    purpose: filter.purpose,
    kind: filter.kind,
    actors: filter.machines ? undefined : ('people' as const),
    from: span ? nowMs - span : filter.from ? startOfDay(filter.from) : undefined,
    to: filter.to ? startOfDay(filter.to, 1) - 1 : undefined,
  })
}

function startOfDay(day: string, later = 0): number {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  return new Date(year, month - 1, date + later).getTime()
}

/** How many fields narrow the ledger, the toggle for machines aside. */
export function countFilters(filter: LedgerFilter): number {
  const { person, caseId, purpose, kind, subject, range } = filter
  return [person, caseId, purpose, kind, subject].filter(Boolean).length + (range === 'all' ? 0 : 1)
}

type Pruned<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}
function prune<T extends object>(value: T): Pruned<T> {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as Pruned<T>
}

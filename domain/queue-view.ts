import { z } from 'zod'
import { Region } from './region'
import type { CaseStage } from './review-case'
import { QueueId } from './rule'

/** What the queue page asks for and gets. Ids, codes and numbers only. */
export const QUEUE_STATES = {
  open: 'Open',
  waiting: 'Waiting',
  mine: 'Mine',
  held: 'Held by others',
  arriving: 'Arriving',
  decided: 'Decided',
} as const
export type QueueState = keyof typeof QUEUE_STATES

/** Rows come in steps of a hundred: nobody works a list by reading its thousandth line. */
export const QUEUE_STEP = 100
export const QUEUE_MOST = 1_000

export const QueueFilter = z.object({
  queue: QueueId.optional(),
  region: Region.optional(),
  state: z.enum(Object.keys(QUEUE_STATES) as [QueueState]).default('open'),
  limit: z.coerce.number().int().min(1).max(QUEUE_MOST).default(QUEUE_STEP),
})
export type QueueFilter = z.infer<typeof QueueFilter>

/** The highest score of a classifier over a case's reports; `unavailable` if it failed on any of them. */
export type CaseScore = {
  classifier: string
  status: 'ok' | 'unavailable'
  score: number | null
  band: string | null
}

export type QueueRow = {
  id: string
  region: Region
  queue: string
  stage: CaseStage
  priority: number
  /** ISO 8601, as are all times here. */
  dueAt: string | null
  openedAt: string
  reason: string
  reports: number
  messages: number
  holder: { id: string; name: string } | null
  leaseUntil: string | null
  scores: CaseScore[]
}

export type QueuePage = {
  rows: QueueRow[]
  /** How many match the filter in all. */
  total: number
  /** Open cases by queue in this person's regions, whatever the filter. */
  open: Record<string, number>
}

/** The part of a case's id that people see: a UUIDv7 begins with the time, so the tail tells cases apart. */
export function shortId(id: string): string {
  return id.slice(-8)
}

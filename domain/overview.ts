/** The overview's figures. Counts and minutes of cases in one person's regions; nobody is named. */
export const AGE_BUCKETS = ['under 1 h', '1–4 h', '4–24 h', '1–3 d', 'over 3 d'] as const
export const OVERVIEW_DAYS = 14

export type Overview = {
  at: string
  open: number
  overdue: number
  /** One number a bucket of `AGE_BUCKETS`, for each queue that has open cases. */
  backlog: { queue: string; byAge: number[] }[]
  queues: { queue: string; open: number; claimed: number; overdue: number; oldestMinutes: number | null }[]
  /** Oldest first, one a day, UTC. `day` is an ISO date. */
  days: {
    day: string
    opened: number
    decided: number
    /** Minutes from the first report to the decision, of the cases decided that day. */
    medianMinutes: number | null
    p90Minutes: number | null
  }[]
  /** Attempts of the last 24 hours. */
  classifiers: { classifier: string; ok: number; unavailable: number; version: string }[]
}

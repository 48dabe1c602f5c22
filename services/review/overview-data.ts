import { OVERVIEW_DAYS, type Overview } from '#domain/overview'
import type { Authorised } from '#domain/permission'
import { prisma } from '#lib/prisma'

type BacklogRow = { queue: string; bucket: number; count: number }
type QueueRow = { queue: string; open: number; claimed: number; overdue: number; oldest: number | null }
type DayRow = { day: string; opened: number; decided: number; median: number | null; p90: number | null }
type ClassifierRow = { classifier: string; ok: number; unavailable: number; version: string }

/** What lies where and how fast it moves, in this person's regions. */
export async function overview({ actor }: Authorised<'overview:read'>, now: Date): Promise<Overview> {
  const regions = actor.regions
  const db = prisma()
  const [backlog, queues, days, classifiers] = await Promise.all([
    db.$queryRaw<BacklogRow[]>`
      SELECT queue, width_bucket(extract(epoch FROM ${now}::timestamptz - opened_at), ARRAY[3600, 14400, 86400, 259200]) AS bucket,
        count(*)::int AS count
      FROM review_case WHERE decided_at IS NULL AND region = ANY(${regions}) GROUP BY 1, 2`,
    db.$queryRaw<QueueRow[]>`
      SELECT queue, count(*)::int AS open,
        (count(*) FILTER (WHERE stage = 'claimed' AND lease_until >= ${now}))::int AS claimed,
        (count(*) FILTER (WHERE due_at < ${now}))::int AS overdue,
        (extract(epoch FROM ${now}::timestamptz - min(opened_at)) / 60)::float8 AS oldest
      FROM review_case WHERE decided_at IS NULL AND region = ANY(${regions}) GROUP BY 1 ORDER BY 2 DESC`,
    db.$queryRaw<DayRow[]>`
      WITH day AS (
        SELECT generate_series(date_trunc('day', ${now}::timestamptz, 'UTC') - make_interval(days => ${OVERVIEW_DAYS - 1}::int),
          date_trunc('day', ${now}::timestamptz, 'UTC'), '1 day') AS start
      )
      SELECT to_char(start AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day,
        (SELECT count(*)::int FROM review_case c WHERE region = ANY(${regions})
          AND opened_at >= start AND opened_at < start + interval '1 day') AS opened,
        done.count AS decided, done.median, done.p90
      FROM day CROSS JOIN LATERAL (
        SELECT count(*)::int AS count,
          percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM first - opened_at) / 60) AS median,
          percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM first - opened_at) / 60) AS p90
        FROM (
          SELECT c.opened_at, min(d.decided_at) AS first FROM review_case c JOIN decision d ON d.case_id = c.id
          WHERE c.region = ANY(${regions}) AND d.decided_at >= start AND d.decided_at < start + interval '1 day'
          GROUP BY c.id
        ) AS decided
      ) AS done ORDER BY start`,
    db.$queryRaw<ClassifierRow[]>`
      SELECT s.classifier, (count(*) FILTER (WHERE s.status = 'ok'))::int AS ok,
        (count(*) FILTER (WHERE s.status <> 'ok'))::int AS unavailable,
        (array_agg(s.version ORDER BY s.created_at DESC))[1] AS version
      FROM signal s JOIN review_case c ON c.id = s.case_id
      WHERE s.created_at > ${now}::timestamptz - interval '24 hours' AND c.region = ANY(${regions})
      GROUP BY 1 ORDER BY 1`,
  ])
  return {
    at: now.toISOString(),
    open: sum(queues.map((row) => row.open)),
    overdue: sum(queues.map((row) => row.overdue)),
    backlog: queues.map(({ queue }) => ({
      queue,
      byAge: [0, 1, 2, 3, 4].map(
        (bucket) => backlog.find((row) => row.queue === queue && row.bucket === bucket)?.count ?? 0,
      ),
    })),
    queues: queues.map(({ oldest, ...row }) => ({ ...row, oldestMinutes: oldest })),
    days: days.map(({ median, p90, ...row }) => ({ ...row, medianMinutes: median, p90Minutes: p90 })),
    classifiers,
  }
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, n) => total + n, 0)
}

import { type Classifier, type ClassifierDescription, describedAs, labelOf } from '#domain/classifier'
import { SCORE_BINS, SCORE_EDGES } from '#domain/score-histogram'
import type { Query } from '#lib/query'
import { type DriftWeek, judgeWeeks, type Reference, type WeekCount } from './drift'
import { StoredMetrics, StoredReference } from './schema'

export const DRIFT_WEEKS = 13

type BinRow = {
  platform: string
  classifier: string
  week: string
  version: string
  /** Null: unavailable. */
  bin: number | null
  count: number
}
type DecidedRow = Omit<BinRow, 'bin' | 'version'> & { policy: string; action: string }
type ActiveRow = { id: string; platform: string; classifier: string; reference: unknown; metrics: unknown }

/** Of every report the last attempt of each of our own classifiers, with the week of it. */
const LAST = `SELECT DISTINCT ON (s.report_id, s.classifier) s.case_id, s.classifier, s.version, s.status,
    COALESCE(s.raw_score, s.score) AS raw, s.band,
    to_char(date_trunc('week', s.created_at AT TIME ZONE 'UTC'), 'YYYY-MM-DD') AS week
  FROM signal s WHERE s.classifier = ANY($1::text[])
    AND s.created_at >= (date_trunc('week', $2::timestamptz AT TIME ZONE 'UTC') - ($3::int - 1) * interval '1 week') AT TIME ZONE 'UTC'
  ORDER BY s.report_id, s.classifier, s.attempt DESC`

/**
 * Counts the last 13 weeks of every platform and classifier, judges them and writes them down. Runs as often as one
 * likes: decisions on an old week change that week's row.
 */
export async function watchDrift(
  query: Query,
  registry: readonly ClassifierDescription[],
  now: Date,
): Promise<{ weeks: number; alarms: number }> {
  const values = [registry.map(({ name }) => name), now, DRIFT_WEEKS]
  const bins = await query<BinRow>(
    `WITH last AS (${LAST})
     SELECT c.platform_id AS platform, l.classifier, l.week, l.version,
       CASE WHEN l.status = 'ok' THEN LEAST(width_bucket(l.raw, $4::float8[]), ${SCORE_BINS}) - 1 END AS bin,
       count(*)::int AS count
     FROM last l JOIN review_case c ON c.id = l.case_id GROUP BY 1, 2, 3, 4, 5`,
    [...values, SCORE_EDGES.slice(0, -1)],
  )
  const decided = await query<DecidedRow>(
    `WITH last AS (${LAST}), flagged AS (
       SELECT case_id, classifier, min(week) AS week FROM last WHERE band IN ('review', 'urgent') GROUP BY 1, 2
     )
     SELECT c.platform_id AS platform, f.classifier, f.week, d.policy, d.action, count(*)::int AS count
     FROM flagged f JOIN review_case c ON c.id = f.case_id CROSS JOIN LATERAL (
       SELECT policy, action FROM decision WHERE case_id = f.case_id AND ledger_index IS NOT NULL
       ORDER BY decided_at DESC LIMIT 1
     ) d GROUP BY 1, 2, 3, 4, 5`,
    values,
  )
  const active = await query<ActiveRow>(
    `SELECT id, platform_id AS platform, classifier, reference, metrics FROM calibration WHERE state = 'active'`,
    [],
  )
  let [weeks, alarms] = [0, 0]
  for (const [key, counted] of weeksOf(bins, decided, registry)) {
    const [platform, classifier] = key.split(' ') as [string, string]
    const row = active.find((one) => one.platform === platform && one.classifier === classifier)
    const judged = judgeWeeks(counted, row && referenceOf(row))
    await store(query, { platform, classifier, calibrationId: row?.id ?? null, judged, now })
    weeks += judged.length
    alarms += judged.filter((week) => week.alarms.length > 0).length
  }
  return { weeks, alarms }
}

function referenceOf({ reference, metrics }: ActiveRow): Reference | undefined {
  const parsed = StoredReference.safeParse(reference)
  if (!parsed.success || parsed.data.histogram.length !== SCORE_BINS) return undefined
  const figures = StoredMetrics.safeParse(metrics)
  return { ...parsed.data, precision: (figures.success && figures.data.at?.review.precision) || null }
}

/** By platform and classifier, oldest first; of each week the version that spoke most. */
function weeksOf(
  bins: readonly BinRow[],
  decided: readonly DecidedRow[],
  registry: readonly ClassifierDescription[],
): Map<string, WeekCount[]> {
  const versions = new Map<string, WeekCount & { key: string }>()
  for (const { platform, classifier, week, version, bin, count } of bins) {
    const key = `${platform} ${classifier}`
    const id = `${key} ${week} ${version}`
    const one = versions.get(id) ?? {
      key,
      week,
      version,
      scored: 0,
      unavailable: 0,
      histogram: new Array<number>(SCORE_BINS).fill(0),
      flagged: 0,
      upheld: 0,
    }
    if (bin === null) one.unavailable += count
    else {
      one.scored += count
      one.histogram[bin]! += count
    }
    versions.set(id, one)
  }
  const out = new Map<string, WeekCount[]>()
  const size = (one: WeekCount) => one.scored + one.unavailable
  for (const { key, ...one } of [...versions.values()].toSorted(
    (a, b) => a.week.localeCompare(b.week) || size(b) - size(a),
  )) {
    const weeks = out.get(key) ?? []
    const same = weeks.find(({ week }) => week === one.week)
    // A failure is one whichever version failed.
    if (same) same.unavailable += one.unavailable
    else weeks.push(one)
    out.set(key, weeks)
  }
  for (const { platform, classifier, week, policy, action, count } of decided) {
    const label = labelOf(describedAs(registry, classifier), policy, action)
    const one = out.get(`${platform} ${classifier}`)?.find((candidate) => candidate.week === week)
    if (label === null || !one) continue
    one.flagged += count
    if (label === 1) one.upheld += count
  }
  return out
}

async function store(
  query: Query,
  given: {
    platform: string
    classifier: string
    calibrationId: string | null
    judged: DriftWeek[]
    now: Date
  },
): Promise<void> {
  for (const week of given.judged)
    await query(
      `INSERT INTO drift_week (platform_id, classifier, week, version, calibration_id, scored, unavailable, histogram,
         psi, flagged, upheld, alarms, computed_at)
       VALUES ($1::text, $2::text, $3::date, $4::text, $5::uuid, $6::int, $7::int, $8::int[], $9::float8, $10::int,
         $11::int, $12::text[], $13::timestamptz)
       ON CONFLICT (platform_id, classifier, week) DO UPDATE SET version = excluded.version,
         calibration_id = excluded.calibration_id, scored = excluded.scored, unavailable = excluded.unavailable,
         histogram = excluded.histogram, psi = excluded.psi, flagged = excluded.flagged, upheld = excluded.upheld,
         alarms = excluded.alarms, computed_at = excluded.computed_at`,
      [
        given.platform,
        given.classifier,
        week.week,
        week.version,
        given.calibrationId,
        week.scored,
        week.unavailable,
        week.histogram,
        week.psi,
        week.flagged,
        week.upheld,
        week.alarms,
        given.now,
      ],
    )
}

/** Tells the console which versions this build can run. */
export async function announceVersions(
  query: Query,
  { classifiers, candidates }: { classifiers: readonly Classifier[]; candidates: readonly Classifier[] },
  now: Date,
): Promise<void> {
  const all = [
    ...classifiers.map((one) => ({ ...one, candidate: false })),
    ...candidates.map((one) => ({ ...one, candidate: true })),
  ]
  await query(
    `INSERT INTO classifier_version (classifier, version, candidate, seen_at)
     SELECT classifier, version, bool_and(candidate), $4::timestamptz
     FROM unnest($1::text[], $2::text[], $3::boolean[]) AS v (classifier, version, candidate) GROUP BY 1, 2
     ON CONFLICT (classifier, version) DO UPDATE SET candidate = excluded.candidate, seen_at = excluded.seen_at`,
    [
      all.map(({ name }) => name),
      all.map(({ version }) => version),
      all.map(({ candidate }) => candidate),
      now,
    ],
  )
}

/** Alarms of this week and the last, by classifier and what they are about: for metrics. */
export async function driftAlarms(
  query: Query,
): Promise<{ platform: string; classifier: string; alarm: string; count: number }[]> {
  return query(
    `SELECT platform_id AS platform, classifier, alarm, count(*)::int AS count
     FROM drift_week, unnest(alarms) AS alarm WHERE week >= current_date - 13 GROUP BY 1, 2, 3`,
    [],
  )
}

import type { Query } from '#lib/query'

/** A scorer that may be sent text now. */
export type AllowedPlugin = {
  code: string
  url: string
  secretSealed: Buffer
  platforms: string[]
  timeoutMs: number
  perMinute: number
  review: number
  urgent: number
}

/** Read at most every `ttlMs`: stopping one reaches every worker within that time. */
export class AllowedPlugins {
  private readonly query: Query
  private readonly ttlMs: number
  private loaded: Promise<AllowedPlugin[]> | undefined
  private freshUntil = 0

  constructor(query: Query, ttlMs = 2_000) {
    this.query = query
    this.ttlMs = ttlMs
  }

  async of(platform: string): Promise<AllowedPlugin[]> {
    if (!this.loaded || performance.now() >= this.freshUntil) {
      this.freshUntil = performance.now() + this.ttlMs
      const loading = allowedPlugins(this.query)
      this.loaded = loading
      loading.catch(() => {
        if (this.loaded === loading) this.loaded = undefined
      })
    }
    return (await this.loaded).filter((plugin) => plugin.platforms.includes(platform))
  }
}

/** @param code this one only; read anew before text is sent, so that one that was stopped gets no more. */
export async function allowedPlugins(query: Query, code?: string): Promise<AllowedPlugin[]> {
  return query<AllowedPlugin>(
    `SELECT code, url, secret_sealed AS "secretSealed", platforms, timeout_ms AS "timeoutMs",
       per_minute AS "perMinute", review, urgent
     FROM plugin WHERE state = 'allowed' AND ($1::text IS NULL OR code = $1::text) ORDER BY code`,
    [code ?? null],
  )
}

/** Reports of the last week that a scorer should have been asked about and was not, or whose case was not routed since. */
export async function unaskedReports(
  query: Query,
  afterMs: number,
  limit: number,
): Promise<{ reportId: string; plugin: string }[]> {
  return query(
    `SELECT r.id AS "reportId", p.code AS plugin
     FROM plugin p JOIN report r ON r.platform_id = ANY(p.platforms) AND r.received_at >= p.allowed_at
       LEFT JOIN plugin_request q ON q.report_id = r.id AND q.plugin_code = p.code
     WHERE p.state = 'allowed' AND r.stage IN ('classified', 'routed')
       AND r.received_at > now() - interval '7 days'
       AND r.stage_at < now() - $1::float8 * interval '1 millisecond'
       AND (q.report_id IS NULL OR q.routed_at IS NULL
         AND COALESCE(q.done_at, q.begun_at) < now() - $1::float8 * interval '1 millisecond')
       AND NOT EXISTS (SELECT FROM dead_letter l WHERE l.job = 'ask-plugin' AND l.retried_at IS NULL
         AND l.payload->>'reportId' = r.id::text AND l.at > now() - interval '10 minutes')
     ORDER BY r.stage_at LIMIT $2::int`,
    [afterMs, limit],
  )
}

import { z } from 'zod'
import { Destination } from '#domain/ledger-entry'
import { Uuid } from '#domain/uuid'
import { coalesce } from '#lib/coalesce'
import { defineJob } from './job'
import { isOutage, JobFailure } from './job-failure'

const OPEN_STAGES = ['classified', 'routed', 'claimed']

/** Evaluates the published rules on what is known of a case and puts it into its queue. */
export const routeCase = defineJob({
  name: 'route-case',
  /** `after`: what has spoken since the report was routed, and makes it a job of its own. */
  payload: z.strictObject({ reportId: Uuid, caseId: Uuid, after: Destination.optional() }),
  // By report: a second report on the same case that is scored while the first is routed must not be swallowed.
  key: ({ reportId, after }) => (after ? `${reportId}-${after}` : reportId),
  concurrency: 32,
  attempts: 10,
  backoffMs: 100,

  async prepare({ query, rules, classifiers }) {
    const { caseRecords } = await import('#services/rules/data')
    const { caseFacts } = await import('#services/rules/facts')
    const { routeCase: decideRoute } = await import('#services/rules/route')
    const { recordLateReports, recordRoutings } = await import('#services/review/routing')

    type Outcome = 'routed' | 'late' | 'raced' | 'unknown'
    type Item = { reportId: string; caseId: string }

    async function route(items: Item[]): Promise<Outcome[]> {
      const byCase = new Map<string, string[]>()
      for (const { caseId, reportId } of items) byCase.set(caseId, [...(byCase.get(caseId) ?? []), reportId])
      const [inForce, records] = await Promise.all([rules.get(), caseRecords(query, [...byCase.keys()])])
      const open = records.filter((record) => OPEN_STAGES.includes(record.stage))
      const written = new Set(
        open.length === 0
          ? []
          : await recordRoutings(
              query,
              open.map((record) => ({
                caseId: record.id,
                version: record.version,
                reportIds: byCase.get(record.id)!,
                routing: decideRoute(inForce.rules, caseFacts(record, classifiers)),
                ruleVersion: inForce.version,
              })),
            ),
      )
      const decided = new Set(
        records.filter(({ stage }) => ['decided', 'acted', 'closed'].includes(stage)).map(({ id }) => id),
      )
      const late = items.filter((item) => decided.has(item.caseId)).map((item) => item.reportId)
      if (late.length > 0) await recordLateReports(query, late)
      const known = new Set(records.map((record) => record.id))
      return items.map(({ caseId }) => {
        if (written.has(caseId)) return 'routed'
        if (decided.has(caseId)) return 'late'
        return known.has(caseId) ? 'raced' : 'unknown'
      })
    }
    const routed = coalesce(route, { max: 16, delayMs: 2, shared: isOutage })

    return async (payload) => {
      const outcome = await routed(payload)
      if (outcome === 'unknown') throw new JobFailure('case_unknown', { final: true })
      // Something changed the case meanwhile, or its first report is not classified yet: read again.
      if (outcome === 'raced') throw new JobFailure('case_changed')
    }
  },
})

import { z } from 'zod'
import { Uuid } from '#domain/uuid'
import { coalesce } from '#lib/coalesce'
import type { ReportToScore, StoredMessage } from '#services/classify/data'
import { askPlugin } from './ask-plugin'
import { defineJob } from './job'
import { codeOf, Deferred, isOutage, JobFailure, neverSent } from './job-failure'
import { routeCase } from './route-case'

/** An outage of the key service is waited out. It grows threefold when the attempt may have been spent. */
const KEYS_AWAY_MS = 2_000

/**
 * Opens one adopted report under a release of its own and stores what the classifiers say. Whatever goes wrong
 * ends in `unavailable` signals and routing: a report that cannot be scored is one that a person must see.
 */
export const classifyConversation = defineJob({
  name: 'classify-conversation',
  payload: z.strictObject({ reportId: Uuid }),
  key: ({ reportId }) => reportId,
  concurrency: 32,
  attempts: 12,
  backoffMs: 500,

  async prepare({ query, keys, classifiers, candidates, calibrations, plugins, enqueuer, metrics, now }) {
    const voices = { classifiers, candidates }
    const { beginScoring, messagesOfDeks, sealedMessages } = await import('#services/classify/data')
    const { recordSignals, returnAttempt } = await import('#services/classify/mutations')
    const { MAX_SCORING_ATTEMPTS, otherDeks, scoreReport, unscored } = await import(
      '#services/classify/score'
    )

    const begin = coalesce<string, { report: ReportToScore; messages: StoredMessage[] } | undefined>(
      async (ids) => {
        const reports = await beginScoring(query, ids, MAX_SCORING_ATTEMPTS)
        const wanted = reports.filter((report) => report.attempt !== null).map((report) => report.id)
        const messages = wanted.length > 0 ? await sealedMessages(query, wanted) : []
        return ids.map((id) => {
          const report = reports.find((candidate) => candidate.id === id)
          return report && { report, messages: messages.filter((message) => message.reportId === id) }
        })
      },
      { max: 16, delayMs: 2, shared: isOutage },
    )
    const record = coalesce<Parameters<typeof recordSignals>[1][number], boolean>(
      async (scored) => {
        const moved = new Set(await recordSignals(query, scored, classifiers))
        return scored.map(({ reportId }) => moved.has(reportId))
      },
      { max: 16, delayMs: 2, shared: isOutage },
    )

    /** @throws JobFailure when this attempt did not work and another may. */
    async function attemptSignals({
      report,
      messages,
    }: {
      report: ReportToScore
      messages: StoredMessage[]
    }) {
      const attempt = report.attempt!
      try {
        // The client gathers what is asked within a few milliseconds into one request and one commit.
        const released = await keys.scoreOne({ reportId: report.id, attempt })
        if (!released.ok) throw new JobFailure(released.code)
        const others = otherDeks(report, released.keys)
        const more = others.length > 0 ? await messagesOfDeks(query, report.caseId, others) : []
        const inUse = await calibrations.of(report.platform)
        return await scoreReport(report, [...messages, ...more], released.keys, voices, inUse)
      } catch (error) {
        if (isOutage(error)) {
          if (!neverSent(error)) throw new Deferred('keys_unavailable', KEYS_AWAY_MS * 3 ** (attempt - 1))
          await returnAttempt(query, report.id, attempt)
          throw new Deferred('keys_away', KEYS_AWAY_MS)
        }
        if (attempt < MAX_SCORING_ATTEMPTS) throw new JobFailure(codeOf(error))
        return unscored(voices, codeOf(error))
      }
    }

    return async ({ reportId }) => {
      const begun = await begin(reportId)
      if (!begun) throw new JobFailure('report_unknown', { final: true })
      const { report } = begun
      const { caseId } = report
      if (report.attempt === null && report.stage === 'received') throw new JobFailure('not_adopted')
      if (report.attempt === null && report.stage === 'routed') return
      if (report.stage === 'adopted') {
        const scoring =
          report.attempt === null ? unscored(voices, 'attempts_spent') : await attemptSignals(begun)
        const attempt = report.attempt ?? report.spent
        const moved = await record({ reportId, caseId, attempt, ...scoring })
        if (moved) metrics.scoringLag.observe((now() - report.receivedAtMs) / 1_000)
        for (const signal of scoring.signals)
          if (signal.status === 'unavailable')
            metrics.classifierFailures.inc({
              classifier: signal.classifier,
              reason: signal.unavailableReason ?? 'none',
            })
      }
      await enqueuer.tryAdd(routeCase, [{ reportId, caseId }])
      const asked = await plugins.of(report.platform)
      await enqueuer.tryAdd(
        askPlugin,
        asked.map(({ code }) => ({ reportId, plugin: code })),
      )
    }
  },
})

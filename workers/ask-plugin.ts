import { z } from 'zod'
import { Destination } from '#domain/ledger-entry'
import type { SignalWords } from '#domain/signal-words'
import { Uuid } from '#domain/uuid'
import { inTransaction } from '#lib/database'
import { pgQuery } from '#lib/query'
import type { ReportToScore } from '#services/classify/data'
import type { AllowedPlugin } from '#services/plugin/allowed'
import { defineJob } from './job'
import { codeOf, Deferred, isOutage, JobFailure, neverSent } from './job-failure'
import { routeCase } from './route-case'

const BUSY_MS = 500
const KEYS_AWAY_MS = 2_000
/** Refusals that no further try changes: somebody must change something first, or nobody can. */
const FOR_GOOD = ['destination_not_named', 'keys_destroyed']

/**
 * Asks a scorer of somebody else's about a report that our own classifiers have dealt with: under a release of its own,
 * that names where the text goes. Nothing waits for it. Whatever goes wrong ends in `unavailable`, and the case is routed
 * anew, so that a person looks.
 */
export const askPlugin = defineJob({
  name: 'ask-plugin',
  payload: z.strictObject({ reportId: Uuid, plugin: Destination }),
  key: ({ reportId, plugin }) => `${reportId}-${plugin}`,
  concurrency: 16,
  attempts: 12,
  backoffMs: 500,

  async prepare(context) {
    const { pool, query, keys, enqueuer, pluginAllow, pluginDestinations, secretKey, metrics, now } = context
    const codes: SignalWords = Object.assign({}, ...context.classifiers.map((one) => one.codes))
    const { messagesOfDeks, reportToScore, sealedMessages } = await import('#services/classify/data')
    const { openConversation, toPlatformIds } = await import('#services/classify/open-conversation')
    const { otherDeks } = await import('#services/classify/score')
    const { vetUrl } = await import('#services/action/address')
    const { allowedPlugins } = await import('#services/plugin/allowed')
    const { askPlugin: ask } = await import('#services/plugin/ask')
    const { pluginUnavailable, signalOf } = await import('#services/plugin/answer')
    const { beginAsking, markRouted, recordAnswer, returnAsking } = await import('#services/plugin/requests')
    const { isApproved } = await import('#services/plugin/destination')
    const { Breakers } = await import('#services/plugin/breaker')
    const { openSecret } = await import('#lib/sealed-secret')
    const breakers = new Breakers()

    /** @throws Deferred while the key service is away, JobFailure for what it refuses. */
    async function opened(report: ReportToScore, code: string, attempt: number) {
      try {
        const released = await keys.scoreOne({ reportId: report.id, attempt, destination: code })
        if (!released.ok) {
          const final = FOR_GOOD.includes(released.code)
          // Nothing was released and nothing is asked: it counts neither as an attempt nor in the budget.
          if (final) await returnAsking(query, report.id, code, attempt)
          throw new JobFailure(released.code, { final })
        }
        const others = otherDeks(report, released.keys)
        const messages = [
          ...(await sealedMessages(query, [report.id])),
          ...(others.length > 0 ? await messagesOfDeks(query, report.caseId, others) : []),
        ]
        return openConversation(report, messages, released.keys)
      } catch (error) {
        if (!isOutage(error)) throw error
        if (neverSent(error)) await returnAsking(query, report.id, code, attempt)
        throw new Deferred('keys_away', KEYS_AWAY_MS)
      }
    }

    /** @returns the signal to store. */
    async function answerOf(report: ReportToScore, plugin: AllowedPlugin) {
      const { code } = plugin
      if (!isApproved(pluginDestinations, pluginAllow, plugin))
        return { attempt: 0, signal: pluginUnavailable(code, 'destination_not_approved') }
      // Whether it may be reached, and wants to be, is found out before anything is released.
      const vetted = await vetUrl(plugin.url, pluginAllow)
      if (!vetted.ok) return { attempt: 0, signal: pluginUnavailable(code, vetted.code) }
      const leave = breakers.enter(code)
      if (!leave.ok && leave.code === 'busy') throw new Deferred('plugin_busy', BUSY_MS)
      if (!leave.ok) return { attempt: 0, signal: pluginUnavailable(code, leave.code) }
      /** Undefined: it was never asked, which says nothing of it. */
      let worked: boolean | undefined
      try {
        const begun = await inTransaction(pool, (client) => beginAsking(pgQuery(client), report.id, plugin))
        if (begun.state === 'done') return undefined
        const { attempt } = begun
        if (begun.state === 'over_budget') return { attempt, signal: pluginUnavailable(code, 'over_budget') }
        if (begun.state === 'spent') return { attempt, signal: pluginUnavailable(code, 'attempts_spent') }
        const { conversation, accounts } = await opened(report, code, attempt)
        const secret = openSecret(secretKey, plugin.secretSealed)
        const asked = await ask(
          { timeoutMs: plugin.timeoutMs, secret },
          { id: `${report.id}.${attempt}`, conversation },
          vetted,
          new Date(now()),
        )
        const signal = asked.ok ? signalOf(asked.answer, conversation, plugin, codes) : undefined
        worked = signal !== undefined
        const reason = asked.ok ? 'answer_invalid' : asked.code
        return { attempt, signal: signal ? toPlatformIds(signal, accounts) : pluginUnavailable(code, reason) }
      } finally {
        leave.settle(worked)
      }
    }

    return async ({ reportId, plugin: code }, { last }) => {
      const report = await reportToScore(query, reportId)
      if (!report) throw new JobFailure('report_unknown', { final: true })
      const [plugin] = await allowedPlugins(query, code)
      // Stopped meanwhile, or for another platform: nothing leaves, and nothing was promised.
      if (!plugin?.platforms.includes(report.platform)) return
      let answer: Awaited<ReturnType<typeof answerOf>>
      try {
        answer = await answerOf(report, plugin)
      } catch (error) {
        const settled = last || (error instanceof JobFailure && error.final)
        if (error instanceof Deferred || isOutage(error) || !settled) throw error
        answer = { attempt: 0, signal: pluginUnavailable(code, codeOf(error)) }
      }
      if (answer) {
        await recordAnswer(query, { reportId, code, ...answer })
        metrics.plugins.inc({ outcome: answer.signal.unavailableReason ?? 'answered' })
      }
      await enqueuer.add(routeCase, [{ reportId, caseId: report.caseId, after: code }])
      await markRouted(query, reportId, code)
    }
  },
})

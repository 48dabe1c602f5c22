import { z } from 'zod'
import type { CaseEventView, CaseReport, CaseSignal, CaseView } from '#domain/case-view'
import { AppError } from '#domain/errors'
import type { Authorised } from '#domain/permission'
import type { Region } from '#domain/region'
import { CaseStage } from '#domain/review-case'
import { RuleSet } from '#domain/rule'
import { MessageEvidence } from '#domain/signal'
import type { Prisma } from '#generated/prisma/client'
import { prisma } from '#lib/prisma'
import { personNames } from './queue-data'
import { requireRegion } from './regions'
import { caseScores } from './score-data'

const WITH_ALL = {
  reports: { orderBy: { receivedAt: 'asc' } },
  signals: { orderBy: [{ classifier: 'asc' }, { attempt: 'desc' }] },
  events: { orderBy: { id: 'asc' }, take: 500 },
  decisions: { orderBy: { decidedAt: 'desc' }, take: 1 },
} satisfies Prisma.CaseInclude
type Row = Prisma.CaseGetPayload<{ include: typeof WITH_ALL }>

/** @throws AppError not_found; forbidden outside this person's regions. */
export async function caseView({ actor }: Authorised<'case:read'>, id: string, now: Date): Promise<CaseView> {
  const row = await prisma().case.findUnique({ where: { id }, include: WITH_ALL })
  if (!row) throw new AppError('not_found', 'There is no such case.')
  requireRegion(actor, row.region)
  const decision = row.decisions[0]
  const [scores, names, routing] = await Promise.all([
    caseScores([id]),
    personNames([row.claimedBy, decision?.personId ?? null, ...row.events.map((event) => event.actorId)]),
    routingView(row.routing),
  ])
  const held = row.stage === 'claimed' && row.leaseUntil !== null && row.leaseUntil >= now
  const holder =
    held && row.claimedBy ? { id: row.claimedBy, name: names.get(row.claimedBy) ?? 'Somebody' } : null
  return {
    id,
    version: row.version,
    region: row.region as Region,
    platform: row.platformId,
    conversation: row.conversationId,
    kind: row.kind,
    subject: row.subjectId,
    stage: row.stage === 'claimed' && !held ? 'routed' : CaseStage.parse(row.stage),
    queue: row.queue,
    priority: row.priority,
    dueAt: row.dueAt?.toISOString() ?? null,
    openedAt: row.openedAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    messages: row.messageCount,
    claim: {
      by: holder,
      mine: holder?.id === actor.personId,
      leaseUntil: holder ? row.leaseUntil!.toISOString() : null,
    },
    routing,
    reports: row.reports.map(reportView),
    scores: scores.get(id) ?? [],
    signals: lastAttempts(row.signals).map(signalView),
    events: row.events.map(
      (event): CaseEventView => ({
        id: String(event.id),
        at: event.at.toISOString(),
        kind: event.kind,
        actor: event.actorId ? (names.get(event.actorId) ?? 'Somebody') : null,
      }),
    ),
    decision: decision
      ? {
          id: decision.id,
          policy: decision.policy,
          action: decision.action,
          decidedAt: decision.decidedAt.toISOString(),
          by: names.get(decision.personId) ?? 'Somebody',
          settled: decision.ledgerIndex !== null,
        }
      : null,
  }
}

function reportView(report: Row['reports'][number]): CaseReport {
  return {
    id: report.id,
    externalId: report.externalId,
    source: report.source,
    reason: report.reason,
    reportedAt: report.reportedAt.toISOString(),
    receivedAt: report.receivedAt.toISOString(),
    reporter: { id: report.reporterId, ageBand: report.reporterAgeBand },
    subject: { id: report.subjectId, ageBand: report.subjectAgeBand },
    messages: report.messageCount,
    hasNote: report.hasNote,
    dek: report.dek,
    stage: report.stage,
  }
}

/** Signals come sorted by attempt, latest first: of each report and classifier the first one counts. */
function lastAttempts(signals: Row['signals']): Row['signals'] {
  const seen = new Set<string>()
  return signals.filter(({ reportId, classifier }) => {
    const key = `${reportId} ${classifier}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/** What `signal.evidence` holds; a row that does not fit counts as a classifier that failed. */
const StoredEvidence = z.object({
  perMessage: z.array(MessageEvidence),
  stages: z.array(z.object({ stage: z.string(), messageIds: z.array(z.string()) })).default([]),
  unavailableReason: z.string().optional(),
})

function signalView(signal: Row['signals'][number]): CaseSignal {
  const evidence = StoredEvidence.safeParse(signal.evidence)
  const ok = signal.status === 'ok' && signal.score !== null && evidence.success
  const reason = evidence.success ? evidence.data.unavailableReason : 'unreadable_signal'
  return {
    reportId: signal.reportId,
    classifier: signal.classifier,
    version: signal.version,
    status: ok ? 'ok' : 'unavailable',
    score: ok ? signal.score : null,
    band: ok ? signal.band : null,
    perMessage: evidence.success ? evidence.data.perMessage : [],
    stages: evidence.success ? evidence.data.stages : [],
    ...(!ok && reason ? { unavailableReason: reason } : {}),
  }
}

const StoredRouting = z.object({
  version: z.int().nullable().default(null),
  reasons: z.array(
    z.object({ rule: z.string(), outcome: z.enum(['matched', 'error', 'default', 'unscored']) }),
  ),
})

/** Why the case stands where it stands, with the rules' names as they were in the version that routed it. */
async function routingView(stored: unknown): Promise<CaseView['routing']> {
  const routing = StoredRouting.safeParse(stored)
  if (!routing.success) return null
  const { version, reasons } = routing.data
  const row =
    version === null
      ? null
      : await prisma().ruleVersion.findUnique({ where: { version }, select: { rules: true } })
  const set = RuleSet.safeParse(row?.rules)
  const names = new Map(set.success ? set.data.rules.map((rule) => [rule.id, rule.name]) : [])
  return {
    version,
    reasons: reasons.map((reason) => ({ ...reason, name: names.get(reason.rule) ?? reason.rule })),
  }
}

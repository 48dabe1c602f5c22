import { CalibrationParameters, Thresholds } from '#domain/calibration'
import type { ClassifierDescription } from '#domain/classifier'
import type { Authorised } from '#domain/permission'
import type { Prisma } from '#generated/prisma/client'
import { prisma } from '#lib/prisma'

type Auth = Authorised<'classifiers:write'>
type Tx = Prisma.TransactionClient
type Row = {
  id: string
  platform_id: string
  classifier: string
  version: string
  parameters: unknown
  thresholds: unknown
  state: string
  proposed_by: string | null
}
export type Changed =
  | { ok: true }
  | {
      ok: false
      reason:
        | 'not_found'
        | 'changed_meanwhile'
        | 'own_proposal'
        | 'not_proposed'
        | 'classifier_unknown'
        | 'version_unknown'
        | 'damaged'
    }
export type Act = 'shadow' | 'unshadow' | 'propose' | 'withdraw' | 'promote' | 'discard'
/** What puts nothing into force. */
const AWAY: readonly Act[] = ['unshadow', 'withdraw', 'discard']

/**
 * One step in a calibration's life, under its row's lock. A draft may run in shadow, where no rule reads it. Drafts,
 * shadows and retired ones (a roll-back) are proposed by one admin and promoted by another; the one that was in force
 * retires in the same transaction. Nothing is ever deleted. One for a classifier that this build does not have can only
 * be taken out of the way.
 */
export async function changeCalibration(
  auth: Auth,
  registry: readonly ClassifierDescription[],
  id: string,
  act: Act,
  now: Date,
): Promise<Changed> {
  return prisma().$transaction(async (tx) => {
    const [row] = await tx.$queryRaw<Row[]>`
      SELECT id, platform_id, classifier, version, parameters, thresholds, state, proposed_by
      FROM calibration WHERE id = ${id}::uuid FOR UPDATE`
    if (!row) return { ok: false, reason: 'not_found' }
    const known = registry.some(({ name }) => name === row.classifier)
    if (!known && !AWAY.includes(act)) return { ok: false, reason: 'classifier_unknown' }
    return ACTS[act](tx, row, auth, now)
  })
}

type Step = (tx: Tx, row: Row, auth: Auth, now: Date) => Promise<Changed>
const CHANGED = { ok: false, reason: 'changed_meanwhile' } as const

const ACTS: Record<Act, Step> = {
  async shadow(tx, row) {
    if (row.state !== 'draft') return CHANGED
    return update(tx, row, { state: 'shadow' })
  },
  async unshadow(tx, row) {
    if (row.state !== 'shadow') return CHANGED
    return update(tx, row, { state: 'draft' })
  },
  async propose(tx, row, auth, now) {
    if (row.state === 'active' || row.proposed_by) return CHANGED
    const problem = await unfit(tx, row)
    if (problem) return problem
    await tell(tx, auth, 'calibration.proposed', row.id)
    return update(tx, row, { proposedBy: auth.actor.personId, proposedAt: now })
  },
  async withdraw(tx, row) {
    if (row.state === 'active' || !row.proposed_by) return CHANGED
    return update(tx, row, { proposedBy: null, proposedAt: null })
  },
  async discard(tx, row, _auth, now) {
    if (row.state !== 'draft' && row.state !== 'shadow') return CHANGED
    return update(tx, row, { state: 'retired', retiredAt: now, proposedBy: null, proposedAt: null })
  },
  promote,
}

async function promote(tx: Tx, row: Row, auth: Auth, now: Date): Promise<Changed> {
  if (row.state === 'active') return CHANGED
  if (!row.proposed_by) return { ok: false, reason: 'not_proposed' }
  if (row.proposed_by === auth.actor.personId) return { ok: false, reason: 'own_proposal' }
  const problem = await unfit(tx, row)
  if (problem) return problem
  // Two promotions at once for one classifier on one platform: the second waits here and then retires the first.
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`calibration ${row.platform_id} ${row.classifier}`}, 0)) IS NULL AS locked`
  const before = await tx.calibration.findFirst({
    where: { platformId: row.platform_id, classifier: row.classifier, state: 'active' },
    select: { id: true, version: true },
  })
  if (before)
    // Its proposal has been acted on: to come back it is proposed anew.
    await tx.calibration.update({
      where: { id: before.id },
      data: { state: 'retired', retiredAt: now, proposedBy: null, proposedAt: null },
    })
  const serving =
    before?.version ??
    (
      await tx.classifierVersion.findFirst({
        where: { classifier: row.classifier, candidate: false },
        orderBy: { seenAt: 'desc' },
      })
    )?.version
  await tell(tx, auth, 'calibration.promoted', row.id)
  if (serving !== row.version) await tell(tx, auth, 'classifier.promoted', row.id)
  return update(tx, row, {
    state: 'active',
    promotedBy: auth.actor.personId,
    promotedAt: now,
    retiredAt: null,
  })
}

/** What must hold of whatever is to come into force, when it is proposed and again when it is promoted. */
async function unfit(tx: Tx, row: Row): Promise<Extract<Changed, { ok: false }> | undefined> {
  const parameters = CalibrationParameters.safeParse(row.parameters)
  const thresholds = Thresholds.nullable().safeParse(row.thresholds)
  const readable = parameters.success && thresholds.success
  if (!readable || (thresholds.data === null && parameters.data.method !== 'shipped'))
    return { ok: false, reason: 'damaged' }
  const runs = await tx.classifierVersion.findUnique({
    where: { classifier_version: { classifier: row.classifier, version: row.version } },
  })
  return runs ? undefined : { ok: false, reason: 'version_unknown' }
}

async function update(tx: Tx, row: Row, data: Prisma.CalibrationUpdateInput): Promise<Changed> {
  await tx.calibration.update({ where: { id: row.id }, data })
  return { ok: true }
}

/** Written in the transaction that makes it true; a worker ships it to the ledger. */
async function tell(tx: Tx, auth: Auth, fact: string, ref: string): Promise<void> {
  await tx.outbox.create({ data: { kind: 'fact', payload: { fact, personId: auth.actor.personId, ref } } })
}

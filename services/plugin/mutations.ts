import { randomBytes } from 'node:crypto'
import type { Authorised } from '#domain/permission'
import { prisma } from '#lib/prisma'
import { sealSecret } from '#lib/sealed-secret'
import type { ProposePluginInput } from './schema'

type Auth = Authorised<'classifiers:write'>
type Refused<Reason extends string> = { ok: false; reason: Reason }

/** Written in the transaction that makes it true; a worker ships it to the ledger. */
function fact(name: string, auth: Auth, ref: string) {
  return { kind: 'fact', payload: { fact: name, personId: auth.actor.personId, ref } }
}

/**
 * Enters a scorer that gets nothing yet: another admin must allow it.
 * @returns the secret that signs what it is sent, this once.
 */
export async function proposePlugin(
  auth: Auth,
  input: ProposePluginInput,
  secretKey: string,
): Promise<{ ok: true; secret: string } | Refused<'code_taken' | 'platform_unknown'>> {
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  return prisma().$transaction(async (tx) => {
    const platforms = await tx.platform.count({ where: { id: { in: input.platforms } } })
    if (platforms !== new Set(input.platforms).size) return { ok: false, reason: 'platform_unknown' } as const
    const { count } = await tx.plugin.createMany({
      data: [{ ...input, secretSealed: sealSecret(secretKey, secret), proposedBy: auth.actor.personId }],
      skipDuplicates: true,
    })
    if (count === 0) return { ok: false, reason: 'code_taken' } as const
    await tx.outbox.create({ data: fact('plugin.proposed', auth, input.code) })
    return { ok: true, secret } as const
  })
}

/** From now on the text of reports on its platforms leaves for it. Never by whoever proposed it. */
export async function allowPlugin(
  auth: Auth,
  code: string,
): Promise<{ ok: true } | Refused<'not_found' | 'own_proposal' | 'changed_meanwhile'>> {
  return prisma().$transaction(async (tx) => {
    const [row] = await tx.$queryRaw<{ state: string; proposed_by: string }[]>`
      SELECT state, proposed_by FROM plugin WHERE code = ${code} FOR UPDATE`
    if (!row) return { ok: false, reason: 'not_found' } as const
    if (row.proposed_by === auth.actor.personId) return { ok: false, reason: 'own_proposal' } as const
    if (row.state !== 'proposed') return { ok: false, reason: 'changed_meanwhile' } as const
    await tx.plugin.update({
      where: { code },
      data: { state: 'allowed', allowedBy: auth.actor.personId, allowedAt: new Date() },
    })
    await tx.outbox.create({ data: fact('plugin.allowed', auth, code) })
    return { ok: true } as const
  })
}

/** Nothing more is sent, within seconds. One person is enough, and there is no way back but a new proposal. */
export async function stopPlugin(
  auth: Auth,
  code: string,
): Promise<{ ok: true } | Refused<'not_found' | 'changed_meanwhile'>> {
  return prisma().$transaction(async (tx) => {
    const { count } = await tx.plugin.updateMany({
      where: { code, state: { not: 'stopped' } },
      data: { state: 'stopped', stoppedBy: auth.actor.personId, stoppedAt: new Date() },
    })
    if (count === 0) {
      const known = await tx.plugin.findUnique({ where: { code }, select: { code: true } })
      return { ok: false, reason: known ? 'changed_meanwhile' : 'not_found' } as const
    }
    await tx.outbox.create({ data: fact('plugin.stopped', auth, code) })
    return { ok: true } as const
  })
}

import { randomBytes } from 'node:crypto'
import { fromBase64Url } from '#domain/bytes'
import type { Authorised } from '#domain/permission'
import { newApiKey } from '#lib/api-key'
import { prisma } from '#lib/prisma'
import { sealSecret } from '#lib/sealed-secret'
import { uuidV7 } from '#lib/uuid-v7'

type Auth = Authorised<'apikeys:write'>
type Missing = { ok: false; reason: 'not_found' }
type Settled = { ok: false; reason: 'changed_meanwhile' }

/** Written in the transaction that makes it true; a worker ships it to the ledger. */
function fact(name: string, auth: Auth, ref: string) {
  return { kind: 'fact', payload: { fact: name, personId: auth.actor.personId, ref } }
}

/**
 * A further key for a platform; those that it has stay alive, so that it can change over without a gap.
 * @returns the key itself, this once: only its hash is kept.
 */
export async function createApiKey(
  auth: Auth,
  input: { platformId: string; name: string; scopes: string[] },
): Promise<{ ok: true; id: string; key: string } | Missing> {
  const { key, prefix, hash } = newApiKey()
  const id = uuidV7(Date.now())
  return prisma().$transaction(async (tx) => {
    const platform = await tx.platform.findUnique({ where: { id: input.platformId }, select: { id: true } })
    if (!platform) return { ok: false, reason: 'not_found' } as const
    await tx.apiKey.create({
      data: { id, ...input, prefix, hash: Uint8Array.from(hash), createdBy: auth.actor.personId },
    })
    await tx.outbox.create({ data: fact('apikey.created', auth, id) })
    return { ok: true, id, key } as const
  })
}

/** Ends a key at once: intake looks keys up in the same table. */
export async function revokeApiKey(auth: Auth, id: string): Promise<{ ok: true } | Missing | Settled> {
  return prisma().$transaction(async (tx) => {
    const { count } = await tx.apiKey.updateMany({
      where: { id, revokedAt: null },
      data: { revokedAt: new Date() },
    })
    if (count === 0) {
      const known = await tx.apiKey.findUnique({ where: { id }, select: { id: true } })
      return { ok: false, reason: known ? 'changed_meanwhile' : 'not_found' } as const
    }
    await tx.outbox.create({ data: fact('apikey.revoked', auth, id) })
    return { ok: true } as const
  })
}

/**
 * A further franking key, sealed in the admin's browser to intake's key: this process cannot open it. A kid names one
 * key for good, retired or not, so that no tag ever changes its meaning.
 */
export async function addFrankingKey(
  auth: Auth,
  { platformId, kid, sealed }: { platformId: string; kid: string; sealed: string },
): Promise<{ ok: true; id: string } | Missing | { ok: false; reason: 'kid_taken' }> {
  const id = uuidV7(Date.now())
  return prisma().$transaction(async (tx) => {
    const platform = await tx.platform.findUnique({ where: { id: platformId }, select: { id: true } })
    if (!platform) return { ok: false, reason: 'not_found' } as const
    // One statement without RETURNING: this role may write `sealed` and not read it.
    const { count } = await tx.frankingKey.createMany({
      data: [{ id, platformId, kid, sealed: fromBase64Url(sealed), createdBy: auth.actor.personId }],
      skipDuplicates: true,
    })
    if (count === 0) return { ok: false, reason: 'kid_taken' } as const
    await tx.outbox.create({ data: fact('franking-key.added', auth, id) })
    return { ok: true, id } as const
  })
}

/** From now on, and within seconds, tags under this key count as not verified. It cannot be undone. */
export async function retireFrankingKey(auth: Auth, id: string): Promise<{ ok: true } | Missing | Settled> {
  return prisma().$transaction(async (tx) => {
    const { count } = await tx.frankingKey.updateMany({
      where: { id, retiredAt: null },
      data: { retiredAt: new Date() },
    })
    if (count === 0) {
      const known = await tx.frankingKey.findUnique({ where: { id }, select: { id: true } })
      return { ok: false, reason: known ? 'changed_meanwhile' : 'not_found' } as const
    }
    await tx.outbox.create({ data: fact('franking-key.retired', auth, id) })
    return { ok: true } as const
  })
}

/** Standard Webhooks: `whsec_` and 32 random bytes in base64. */
function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}

/** @returns the signing secret, this once: it is kept sealed under CONSOLE_SECRET_KEY. */
export async function createEndpoint(
  auth: Auth,
  input: { platformId: string; url: string },
  secretKey: string,
): Promise<{ ok: true; id: string; secret: string } | Missing> {
  const secret = newSecret()
  const id = uuidV7(Date.now())
  return prisma().$transaction(async (tx) => {
    const platform = await tx.platform.findUnique({ where: { id: input.platformId }, select: { id: true } })
    if (!platform) return { ok: false, reason: 'not_found' } as const
    await tx.webhookEndpoint.create({ data: { id, ...input, secretSealed: sealSecret(secretKey, secret) } })
    await tx.outbox.create({ data: fact('endpoint.created', auth, id) })
    return { ok: true, id, secret } as const
  })
}

/** Deliveries to an endpoint that is not active wait; none is dropped. */
export async function setEndpointActive(
  auth: Auth,
  id: string,
  active: boolean,
): Promise<{ ok: true } | Missing | Settled> {
  return prisma().$transaction(async (tx) => {
    const { count } = await tx.webhookEndpoint.updateMany({
      where: { id, active: !active },
      data: { active },
    })
    if (count === 0) {
      const known = await tx.webhookEndpoint.findUnique({ where: { id }, select: { id: true } })
      return { ok: false, reason: known ? 'changed_meanwhile' : 'not_found' } as const
    }
    await tx.outbox.create({ data: fact('endpoint.changed', auth, id) })
    return { ok: true } as const
  })
}

export async function replaceEndpointSecret(
  auth: Auth,
  id: string,
  secretKey: string,
): Promise<{ ok: true; secret: string } | Missing> {
  const secret = newSecret()
  return prisma().$transaction(async (tx) => {
    const { count } = await tx.webhookEndpoint.updateMany({
      where: { id },
      data: { secretSealed: sealSecret(secretKey, secret) },
    })
    if (count === 0) return { ok: false, reason: 'not_found' } as const
    await tx.outbox.create({ data: fact('endpoint.secret-rotated', auth, id) })
    return { ok: true, secret } as const
  })
}

/** Gives a delivery that gave up a fresh set of attempts. A worker sends it; the platform sees one webhook id. */
export async function retryDelivery(auth: Auth, id: string): Promise<{ ok: true } | Missing | Settled> {
  return prisma().$transaction(async (tx) => {
    const { count } = await tx.delivery.updateMany({
      where: { id, status: 'dead' },
      data: { status: 'pending', attempts: 0, nextAt: new Date() },
    })
    if (count === 0) {
      const known = await tx.delivery.findUnique({ where: { id }, select: { id: true } })
      return { ok: false, reason: known ? 'changed_meanwhile' : 'not_found' } as const
    }
    await tx.outbox.create({ data: fact('delivery.retried', auth, id) })
    return { ok: true } as const
  })
}

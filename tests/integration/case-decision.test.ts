import { createHash, randomBytes, randomUUID } from 'node:crypto'
import path from 'node:path'
import { Client } from 'pg'
import { Agent } from 'undici'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { fromBase64Url, fromUtf8, toBase64Url, toHex, utf8 } from '#domain/bytes'
import { boxInfo } from '#domain/envelope'
import { AppError } from '#domain/errors'
import type { SignedRequest } from '#domain/key-request'
import { EpochRecord, encodeManifest, type Manifest } from '#domain/manifest'
import { type Actor, type Authorised, authorise, type Permission } from '#domain/permission'
import type { Region } from '#domain/region'
import { sealMessage } from '#lib/envelope-node'
import { hpkeSeal } from '#lib/hpke'
import { prisma } from '#lib/prisma'
import { keyService } from '#services/keys/console-client'
import { carryClaim, carryReturn } from '#services/review/claims'
import { decideCase } from '#services/review/mutations'
import { sealedMessages } from '#services/review/sealed-data'
import { PersonSession } from '../support/person-session'
import { reportOf } from '../support/reports'
import { type Stack, startStack } from '../support/stack'

const carry = (signed: SignedRequest) => keyService().signed(signed)

describe('claiming and deciding through the console', () => {
  let stack: Stack
  let agent: Agent
  let owner: Client
  const sessions = new Map<string, PersonSession>()

  beforeAll(async () => {
    stack = await startStack()
    vi.stubEnv('COUNTERSIGN_MODE', 'trial')
    vi.stubEnv('CONSOLE_DATABASE_URL', stack.db.console)
    vi.stubEnv('REDIS_URL', stack.redisUrl)
    vi.stubEnv('KEYD_SOCKET', stack.sockets.keyd)
    vi.stubEnv('INTAKE_SOCKET', stack.sockets.intake)
    vi.stubEnv('WORKER_SOCKET', stack.sockets.worker)
    vi.stubEnv('READER_ORIGIN', stack.readerOrigin)
    vi.stubEnv('NEXTAUTH_URL', stack.consoleOrigin)
    vi.stubEnv('NEXTAUTH_SECRET', 'x'.repeat(32))
    vi.stubEnv('CONSOLE_SECRET_KEY', stack.secretKey)
    vi.stubEnv('TRUST_FILE', path.join(stack.stateDir, 'trust.json'))
    agent = new Agent({ connect: { socketPath: stack.sockets.keyd } })
    owner = new Client({ connectionString: stack.db.owner })
    await owner.connect()
    for (const person of stack.staff.filter(({ roles }) => roles.includes('moderator')))
      sessions.set(person.id, await PersonSession.open(agent, person.id, person.readingCode))
  })
  afterAll(async () => {
    await prisma().$disconnect()
    await keyService().close()
    await owner?.end()
    await agent?.close()
    await stack?.stop()
  })

  function moderator(at: number): Actor {
    const { id, name, roles, regions } = stack.staff.filter((p) => p.roles.includes('moderator'))[at]!
    return { personId: id, name, roles, regions }
  }
  function proof<P extends Permission>(actor: Actor, permission: P): Authorised<P> {
    return authorise(actor, permission)!
  }
  const sessionOf = (actor: Actor) => sessions.get(actor.personId)!

  function report(region: Region, conversation: string) {
    const sample = reportOf(6)
    return { ...sample, region, conversation: { ...sample.conversation, id: conversation } }
  }
  async function routedCase(region: Region = 'EU', conversation = `c_${randomUUID()}`): Promise<string> {
    const { body } = await stack.postReport(report(region, conversation))
    const { caseId } = body as { caseId: string }
    await vi.waitFor(async () => expect((await caseRow(caseId)).stage).toBe('routed'), { timeout: 30_000 })
    return caseId
  }
  async function caseRow(id: string) {
    return prisma().case.findUniqueOrThrow({ where: { id }, include: { decisions: true } })
  }
  function claim(actor: Actor, caseId: string) {
    const signed = sessionOf(actor).sign<'claim'>({ op: 'claim', caseId })
    return carryClaim(proof(actor, 'case:claim'), caseId, 'claim', signed, carry)
  }

  /** What the reader makes of a typed rationale. */
  async function decision(actor: Actor, caseId: string) {
    const found = await caseRow(caseId)
    const decisionId = randomUUID()
    const epoch = (await keyService().epochs())
      .map((signed) => EpochRecord.parse(JSON.parse(fromUtf8(fromBase64Url(signed.record)))))
      .find((record) => record.region === found.region)!
    const [dekId, dek, salt, at] = [randomBytes(16), randomBytes(32), randomBytes(32), Date.now()]
    const place = { region: found.region, platform: found.platformId, conversation: found.conversationId }
    const envelope = sealMessage(
      dek,
      dekId,
      0,
      salt,
      {
        ...place,
        ...{
          messageId: decisionId,
          sender: actor.personId,
          sentAtMs: at,
          kind: 'rationale',
          franking: 'none',
        },
      },
      utf8('{"text":"because"}'),
    )
    const hash = createHash('sha256').update(envelope).digest('base64url')
    const manifest = encodeManifest({
      ...{ v: 1, ...place, region: found.region as Region, report: decisionId, dek: toHex(dekId) },
      ...{ epoch: epoch.id, reporter: '', subject: found.subjectId, sealedAt: at },
      messages: [
        { seq: 0, id: decisionId, sender: actor.personId, at, reported: false, kind: 'rationale', hash },
      ],
    } satisfies Manifest)
    const info = boxInfo({ ...place, report: decisionId, dekId, epoch: epoch.id })
    const aad = createHash('sha256').update(manifest).digest()
    const { enc, ciphertext } = hpkeSeal(
      fromBase64Url(epoch.publicKey),
      info,
      aad,
      Buffer.concat([dek, salt]),
    )
    const signed = sessionOf(actor).sign<'decide'>({
      ...{ op: 'decide', caseId, decisionId, policy: 'harassment', action: 'warn' },
      rationale: {
        ...{ dek: toHex(dekId), hash, manifest: toBase64Url(manifest) },
        box: toBase64Url(Buffer.concat([enc, ciphertext])),
      },
    })
    return { signed, decisionId, envelope: toBase64Url(envelope), acknowledgedReports: found.reportCount }
  }
  async function decide(
    actor: Actor,
    caseId: string,
    change: { acknowledgedReports?: number } = {},
    by = carry,
  ) {
    const input = { ...(await decision(actor, caseId)), ...change }
    return decideCase(proof(actor, 'case:decide'), caseId, input, new Date(), by)
  }
  const reasonOf = (error: unknown) => (error instanceof AppError ? error.reason : String(error))

  it('gives one case to exactly one of twenty who race, and tells the others who holds it', async () => {
    const caseId = await routedCase()
    const racers = Array.from({ length: 20 }, (_, at) => moderator(at % 2))
    const results = await Promise.allSettled(racers.map((actor) => claim(actor, caseId)))
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
    const lost = results
      .filter((result) => result.status === 'rejected')
      .map((result) => result.reason as AppError)
    expect(new Set(lost.map(reasonOf))).toEqual(new Set(['lease_held']))
    expect((await caseRow(caseId)).claimedBy).toBe(
      racers[results.findIndex((r) => r.status === 'fulfilled')]!.personId,
    )
  })

  it('gives ciphertext to whoever holds the claim and to nobody else', async () => {
    const [mara, jonas] = [moderator(0), moderator(1)]
    const caseId = await routedCase()
    const read = (actor: Actor) => sealedMessages(proof(actor, 'content:reveal'), caseId, new Date())
    await expect(read(mara)).rejects.toMatchObject({ reason: 'not_claimed' })
    await claim(mara, caseId)
    expect((await read(mara)).length).toBeGreaterThan(0)
    await expect(read(jonas)).rejects.toMatchObject({ reason: 'not_claimed' })
    const signed = sessionOf(mara).sign<'return'>({ op: 'return', caseId })
    await carryReturn(proof(mara, 'case:claim'), caseId, signed, carry)
    await expect(read(mara)).rejects.toMatchObject({ reason: 'not_claimed' })
    expect((await caseRow(caseId)).stage).toBe('routed')
  })

  it('refuses to claim outside one’s regions before anything is carried', async () => {
    const caseId = await routedCase('US')
    await expect(claim(moderator(1), caseId)).rejects.toMatchObject({
      code: 'forbidden',
      reason: 'wrong_region',
    })
  })

  it('stores a decision, has it committed, and leaves the reporter out of what goes to the platform', async () => {
    const mara = moderator(0)
    const caseId = await routedCase()
    await claim(mara, caseId)
    const answer = await decide(mara, caseId)
    expect(answer).toMatchObject({ settled: true, index: expect.any(Number) })
    const found = await caseRow(caseId)
    expect(found.decisions).toMatchObject([
      { id: answer.decisionId, ledgerIndex: answer.index, policy: 'harassment' },
    ])
    expect(['decided', 'acted', 'closed']).toContain(found.stage)
    const [delivery] = await prisma().delivery.findMany({ where: { decisionId: answer.decisionId } })
    const reports = await prisma().report.findMany({ where: { caseId } })
    expect(JSON.stringify(delivery!.payload)).not.toContain(reports[0]!.reporterId)
    await expect(decide(mara, caseId)).rejects.toMatchObject({ reason: 'already_decided' })
  })

  it('refuses whoever does not hold the case, or has not seen each report', async () => {
    const [mara, jonas] = [moderator(0), moderator(1)]
    const conversation = `c_${randomUUID()}`
    const caseId = await routedCase('EU', conversation)
    await claim(mara, caseId)
    await expect(decide(jonas, caseId)).rejects.toMatchObject({ reason: 'not_claimed' })
    await stack.postReport(report('EU', conversation))
    await expect(decide(mara, caseId, { acknowledgedReports: 1 })).rejects.toMatchObject({
      reason: 'reports_joined',
    })
    expect((await caseRow(caseId)).decisions).toHaveLength(0)
  })

  it('undoes a decision that the key service refuses, and gives the case back to its holder', async () => {
    const mara = moderator(0)
    const caseId = await routedCase()
    await claim(mara, caseId)
    const refused = () => Promise.reject(new AppError('conflict', 'no', { reason: 'reports_joined' }))
    await expect(decide(mara, caseId, {}, refused)).rejects.toMatchObject({ reason: 'reports_joined' })
    const found = await caseRow(caseId)
    expect(found).toMatchObject({
      stage: 'claimed',
      decidedAt: null,
      claimedBy: mara.personId,
      decisions: [],
    })
    expect(await decide(mara, caseId)).toMatchObject({ settled: true })
  })

  it('keeps a decision whose answer was lost, undelivered until the ledger is known to have it', async () => {
    const mara = moderator(0)
    const caseId = await routedCase()
    await claim(mara, caseId)
    const lost = async (signed: SignedRequest) => {
      await carry(signed)
      throw new AppError('unavailable', 'gone')
    }
    const answer = await decide(mara, caseId, {}, lost)
    expect(answer).toMatchObject({ settled: false, index: null })
    // The feed says what became of it.
    await vi.waitFor(
      async () => expect((await caseRow(caseId)).decisions[0]?.ledgerIndex).toEqual(expect.any(Number)),
      { timeout: 20_000 },
    )
    expect((await caseRow(caseId)).decisions).toHaveLength(1)
  })
})

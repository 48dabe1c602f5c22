import type { Server } from 'node:http'
import { Client as Postgres } from 'pg'
import type { Browser } from 'playwright-core'
import { Agent, fetch, request } from 'undici'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { AccessView, OwnGrant } from '#domain/access-rules'
import { fromBase64Url, toBase64Url } from '#domain/bytes'
import type { ClaimAnswer, SignedRequest } from '#domain/key-request'
import type { ConversationView } from '#domain/reader-protocol'
import { localhostAgent } from '#lib/localhost-agent'
import { fetchReader, readerDifferences, readStartEntry } from '#services/keys/verify-reader'
import { launchBrowser } from '#tests/support/browser'
import { PersonSession } from '#tests/support/person-session'
import { createParentPage } from '#tests/support/reader/reader-bench'
import { openReaderPage, type ReaderPage } from '#tests/support/reader/reader-page'
import { reportOf } from '#tests/support/reports'
import { type Stack, startStack } from '#tests/support/stack'

const SAID = 'tell nobody about the blue door \u200b\u202e!\u202c 🙂 ستة'
const NOTE = 'please read this before the weekend'

const relay = localhostAgent()
let browser: Browser
let stack: Stack
let page: Server
let keyd: Agent
let console_: Postgres
let tab: ReaderPage

beforeAll(async () => {
  ;[browser, stack] = await Promise.all([launchBrowser(), startStack({ only: ['keyd', 'relay', 'intake'] })])
  page = createParentPage()
  await new Promise<void>((resolve) =>
    page.listen(Number(new URL(stack.consoleOrigin).port), '127.0.0.1', resolve),
  )
  keyd = new Agent({ connect: { socketPath: stack.sockets.keyd } })
  console_ = new Postgres({ connectionString: stack.db.console })
  await console_.connect()
})
afterAll(async () => {
  await browser?.close()
  await console_?.end()
  await keyd?.close()
  await relay.close()
  page?.closeAllConnections()
  page?.close()
  await stack?.stop()
})
afterEach(() => tab?.page.context().close())

/** What the console does with a signed request: carries it as it is. */
async function carry<T>(signed: SignedRequest): Promise<{ status: number; body: T }> {
  const answer = await request('http://keyd/v1/signed', {
    method: 'POST',
    dispatcher: keyd,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(signed),
  })
  return { status: answer.statusCode, body: (await answer.body.json()) as T }
}

async function sign(name: string, op: object): Promise<SignedRequest> {
  await tab.post('agent', { type: 'sign', id: name, request: op } as never)
  return (await tab.wait('agent', 'signed', (message) => message.id === name)).signed
}

async function claimReported(): Promise<{ view: ConversationView; report: ReturnType<typeof reportOf> }> {
  const report = reportOf(30, { text: SAID, note: NOTE })
  const { status, body } = await stack.postReport(report)
  expect(status).toBe(202)
  const { caseId } = body as { caseId: string }
  let claim: { status: number; body: ClaimAnswer } | undefined
  await expect
    .poll(
      async () => {
        claim = await carry<ClaimAnswer>(await sign(crypto.randomUUID(), { op: 'claim', caseId }))
        return claim.status
      },
      { timeout: 20_000, interval: 300 },
    )
    .toBe(200)
  return { view: await readView(caseId, claim!.body), report }
}

async function readView(caseId: string, { grant }: ClaimAnswer): Promise<ConversationView> {
  const { rows } = await console_.query(
    `SELECT r.dek, m.seq, r.id AS "reportId", m.message_id AS id, m.sender, m.sent_at, m.kind, m.reported, m.franking,
       m.envelope, r.region, r.platform_id, r.reporter_id, r.subject_id, c.conversation_id
     FROM message m JOIN report r ON r.id = m.report_id JOIN review_case c ON c.id = r.case_id
     WHERE r.case_id = $1 ORDER BY m.sent_at, m.message_id`,
    [caseId],
  )
  const [first] = rows
  return {
    caseId,
    ...{ region: first.region, platform: first.platform_id, conversation: first.conversation_id },
    ...{ reporter: first.reporter_id, subject: first.subject_id, grant, evidence: [] },
    messages: rows.map(({ dek, seq, reportId, id, sender, sent_at, kind, reported, franking, envelope }) => ({
      ...{ dek, seq, reportId, id, sender, kind, reported, franking },
      ...{ sentAt: (sent_at as Date).getTime(), envelope: toBase64Url(envelope as Buffer) },
    })),
  }
}

async function unlocked(role: 'moderator' | 'safety_lead') {
  const person = stack.person(role)
  tab = await openReaderPage(browser, { ...stack, code: person.readingCode })
  await tab.add('agent', { person: person.id })
  await tab.unlock('agent')
  return person
}

describe('the reader and the key service', () => {
  it('open a report that went through the door, byte for byte, and nothing outside the window', async () => {
    const person = await unlocked('moderator')
    const { view } = await claimReported()
    const frame = await tab.add('conversation', { person: person.id })
    await tab.post('conversation', { type: 'open', view })
    const opened = await tab.wait('conversation', 'opened')
    expect(opened.count).toBe(7)
    const last = frame.locator('.message.reported .text')
    expect(await last.evaluate((node) => node.textContent)).toBe(SAID)
    expect(await frame.locator('.note .text').evaluate((node) => node.textContent)).toBe(NOTE)
    await frame.getByText('24 earlier messages, not opened').waitFor()
    expect(JSON.stringify(await tab.received())).not.toMatch(/blue door|weekend/)
  })

  it('show a refusal and no text when the proof is wrong on its way', async () => {
    const person = await unlocked('moderator')
    const { view } = await claimReported()
    const frame = await tab.add('conversation', { person: person.id })
    await tab.page.context().route('**/relay/release', async (route) => {
      const asked = route.request()
      const { body } = await request(asked.url(), {
        ...{ method: 'POST', dispatcher: relay, body: asked.postData() },
        headers: { 'content-type': 'application/json', origin: stack.readerOrigin },
      })
      const answer = (await body.json()) as { proof: string[] }
      const hash = fromBase64Url(answer.proof[0]!)
      hash[0]! ^= 1
      await route.fulfill({ json: { ...answer, proof: answer.proof.with(0, toBase64Url(hash)) } })
    })
    await tab.post('conversation', { type: 'open', view })
    expect(await tab.wait('conversation', 'refused')).toMatchObject({ code: 'bad_proof' })
    await frame.getByText('Refused: the proof does not hold').waitFor()
    expect(await frame.locator('.message').count()).toBe(0)
    expect(await frame.locator('body').innerText()).not.toContain('blue door')
  })

  it('say why when the claim was given back, and that nothing opens while the key service is down', async () => {
    const person = await unlocked('moderator')
    const { view } = await claimReported()
    const frame = await tab.add('conversation', { person: person.id })
    await carry(await sign('give-back', { op: 'return', caseId: view.caseId }))
    await tab.post('conversation', { type: 'open', view })
    expect(await tab.wait('conversation', 'refused')).toMatchObject({ code: 'claim_ended' })
    await frame.getByText('Your claim on this case has ended').waitFor()
    await stack.stopPart('keyd')
    try {
      await tab.forget()
      await tab.post('conversation', { type: 'open', view })
      expect(await tab.wait('conversation', 'refused')).toMatchObject({ code: 'unavailable' })
      await frame.getByText('The key service does not answer').waitFor()
      const health = await fetch(`${stack.readerOrigin}/healthz`, { dispatcher: relay })
      expect(health.status).toBe(503)
    } finally {
      await stack.startPart('keyd')
    }
  })

  it('seal and sign a decision that the key service accepts', async () => {
    const person = await unlocked('moderator')
    const { view } = await claimReported()
    const frame = await tab.add('rationale', { person: person.id })
    await frame
      .getByRole('textbox', { name: 'Rationale' })
      .fill('Insults, repeated, after being asked to stop.')
    const { caseId, region, platform, conversation } = view
    const decisionId = crypto.randomUUID()
    const decision = { decisionId, policy: 'harassment', action: 'warn' }
    await tab.post('rationale', {
      type: 'decide',
      id: 'd1',
      caseId,
      region,
      platform,
      conversation,
      ...decision,
    })
    const { signed } = await tab.wait('rationale', 'decided')
    const answer = await carry<{ decisionId: string }>(signed)
    expect(answer).toMatchObject({ status: 200, body: { decisionId } })
    expect((await carry(signed)).status).toBe(409)
  })

  it('shows a lead what is asked for from the ledger itself, and takes a gesture for the answer', async () => {
    const person = await unlocked('moderator')
    const { view } = await claimReported()
    const scope = { kind: 'window', caseId: view.caseId, around: 25 }
    const asked = { act: 'read', purpose: 'USER_REPORT_REVIEW', scope, ref: view.caseId, reason: 'pattern' }
    const request_ = await carry<{ view: AccessView }>(await sign('ask', { op: 'request-access', ...asked }))
    expect(request_.status).toBe(200)
    const { id: accessId } = request_.body.view
    await tab.page.context().close()

    const lead = await unlocked('safety_lead')
    const frame = await tab.add('judge', { person: lead.id })
    await tab.post('judge', { type: 'judge', id: 'j1', accessId, task: 'answer', requester: 'Somebody else' })
    await frame.getByText('More context for a reported conversation').waitFor()
    await frame.getByText('27 messages in 1 report').waitFor()
    await frame.getByText(/those reported, and \d+ on either side/).waitFor()
    await frame.getByText('the console’s word').waitFor()
    await frame.getByRole('button', { name: 'Approve' }).click()
    await frame.getByLabel('Reading code').fill(stack.person('safety_lead').readingCode)
    await frame.getByRole('button', { name: 'Approve' }).click()
    const { signed, verdict } = await tab.wait('judge', 'judged')
    expect(verdict).toBe('approved')
    expect(await carry(signed)).toMatchObject({ status: 200, body: { state: 'approved' } })
    expect((await carry(signed)).status).toBe(409)
    await tab.page.context().close()

    tab = await openReaderPage(browser, { ...stack, code: person.readingCode })
    await tab.add('agent', { person: person.id })
    await tab.unlock('agent')
    expect((await carry(await sign('again', { op: 'renew', caseId: view.caseId }))).status).toBe(200)
    const taken = await carry<{ grant: OwnGrant }>(await sign('take', { op: 'take-up', accessId }))
    expect(taken.status).toBe(200)
    const { grant } = taken.body
    const wide = { ...view.grant, id: grant.id, messages: grant.cases[0]!.messages, expires: grant.expires }
    await tab.add('conversation', { person: person.id })
    await tab.post('conversation', { type: 'open', view: { ...view, accessId, grant: wide } })
    expect((await tab.wait('conversation', 'opened')).count).toBe(27)
  })

  it('drops what it shows when the person is frozen, whatever the page does', async () => {
    const person = await unlocked('moderator')
    const { view } = await claimReported()
    const frame = await tab.add('conversation', { person: person.id })
    await tab.post('conversation', { type: 'open', view })
    await tab.wait('conversation', 'opened')
    const [one, other] = stack.staff.filter((staff) => staff.roles.includes('safety_lead'))
    const leads = await Promise.all(
      [one!, other!].map((lead) => PersonSession.open(keyd, lead.id, lead.readingCode)),
    )
    const freeze = { op: 'freeze', personId: person.id } as const
    const frozen = leads[0]!.sign<'freeze'>({ ...freeze, act: 'frozen', code: 'compromised' })
    expect((await leads[0]!.ask(frozen)).status).toBe(200)
    try {
      expect(await tab.wait('conversation', 'refused')).toMatchObject({ code: 'access_ended' })
      await frame.getByText('This access has ended').waitFor()
      expect(await frame.locator('.message').count()).toBe(0)
      expect(await frame.locator('body').innerText()).not.toContain('blue door')
    } finally {
      await leads[1]!.ask(leads[1]!.sign<'freeze'>({ ...freeze, act: 'released', code: 'cleared' }))
    }
  })

  it('prove the whole ledger to a safety lead, and let no moderator read it', async () => {
    const lead = await unlocked('safety_lead')
    const frame = await tab.add('verify', { person: lead.id })
    await tab.post('verify', { type: 'verify' })
    expect(await tab.wait('verify', 'verified')).toMatchObject({ ok: true })
    await frame.getByText('The ledger is whole.').waitFor()
    await tab.page.context().close()
    const moderator = await unlocked('moderator')
    await tab.add('verify', { person: moderator.id })
    await tab.post('verify', { type: 'verify' })
    expect(await tab.wait('verify', 'failed')).toMatchObject({ code: 'role_missing' })
  })
})

describe('the relay', () => {
  it('carries no claim and no decision, and nothing from another origin', async () => {
    await unlocked('moderator')
    const signed = await sign('c1', { op: 'claim', caseId: crypto.randomUUID() })
    const post = (path: string, body: string, headers: Record<string, string>) =>
      request(`${stack.readerOrigin}${path}`, {
        method: 'POST',
        dispatcher: relay,
        body,
        headers: { 'content-type': 'application/json', ...headers },
      })
    const own = { origin: stack.readerOrigin }
    const claim = await post('/relay/release', JSON.stringify(signed), own)
    expect([claim.statusCode, await claim.body.json()]).toMatchObject([403, { code: 'op_not_relayed' }])
    const foreign = await post('/relay/nonce', '{}', { origin: stack.consoleOrigin })
    expect([foreign.statusCode, await foreign.body.json()]).toMatchObject([403, { code: 'cross_origin' }])
    const bare = await post('/relay/nonce', '{}', {})
    expect(bare.statusCode).toBe(403)
    await bare.body.dump()
    const large = await post('/relay/release', `{"payload":"${'a'.repeat(1_100_000)}"}`, own)
    expect(large.statusCode).toBe(422)
    await large.body.dump()
  })

  it('serves the reader that the ledger records, and a changed one is found out', async () => {
    const { reader } = await readStartEntry(stack.db.keyd, stack.trust.ledgerVkey)
    const served = await fetchReader(stack.readerOrigin)
    expect(readerDifferences(served, reader)).toEqual([])
    const changed = Buffer.concat([served.html, Buffer.from(' ')])
    expect(readerDifferences({ ...served, html: changed }, reader)).toHaveLength(1)
    const weaker = served.policy!.replace("connect-src 'self'", 'connect-src *')
    expect(readerDifferences({ ...served, policy: weaker }, reader)).toHaveLength(1)
  })

  it('serves the reader under its policy and nothing else', async () => {
    const answer = await fetch(`${stack.readerOrigin}/`, { dispatcher: relay })
    const policy = answer.headers.get('content-security-policy')!
    for (const part of ["default-src 'none'", "connect-src 'self'", `frame-ancestors ${stack.consoleOrigin}`])
      expect(policy.split('; ')).toContain(part)
    expect(policy).toMatch(/script-src 'sha256-[A-Za-z0-9+/=]{44}'; style-src 'sha256-/)
    expect(policy).not.toMatch(/unsafe/)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
    for (const path of ['/policy.json', '/index.html', '/relay', '/v1/signed', '/../package.json'])
      expect((await fetch(`${stack.readerOrigin}${path}`, { dispatcher: relay })).status).toBe(404)
  })
})

import { createServer, type Server } from 'node:http'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext } from 'playwright-core'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '#tests/support/browser'
import { reportOf } from '#tests/support/reports'
import { freePort, type Stack, startStack } from '#tests/support/stack'
import { StaffPage } from '#tests/support/staff-page'

const REPORTED = 'nobody wants you here, leave the group ☂ ünïcödé'
let stack: Stack
let browser: Browser
let receiver: Server
let receiverUrl: string
const deliveries: { headers: Record<string, string>; body: string }[] = []

beforeAll(async () => {
  receiverUrl = `http://127.0.0.1:${await freePort()}/webhooks`
  receiver = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    deliveries.push({ headers: request.headers as Record<string, string>, body })
    response.writeHead(204).end()
  })
  await new Promise<void>((resolve) =>
    receiver.listen(Number(new URL(receiverUrl).port), '127.0.0.1', resolve),
  )
  stack = await startStack({
    only: ['keyd', 'relay', 'intake', 'worker', 'console', 'frontdoor'],
    receiverUrl,
  })
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await stack?.stop()
  receiver?.closeAllConnections()
  receiver?.close()
})

function accountOf(role: 'moderator' | 'safety_lead' | 'admin') {
  const { email, password, readingCode } = stack.person(role)
  return { email, password, code: readingCode }
}

/** Violations in words, so that a failure says what to mend. */
async function axe(page: StaffPage['page']): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.flatMap((v) => v.nodes.map((node) => `${v.id}: ${node.target.join(' ')}`))
}

async function inBrowser<T>(
  scheme: 'light' | 'dark',
  work: (context: BrowserContext) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({ colorScheme: scheme, viewport: { width: 1280, height: 800 } })
  try {
    return await work(context)
  } finally {
    await context.close()
  }
}

describe('one report, all the way', () => {
  it('sign in → claim → reveal → decide → webhook received and its signature verified', async () => {
    const report = reportOf(20, { text: REPORTED })
    const { status, body } = await stack.postReport(report)
    expect(status).toBe(202)
    const { caseId } = body as { caseId: string }
    await inBrowser('light', async (context) => {
      const mara = await StaffPage.open(context, stack.consoleOrigin)
      await mara.signIn(accountOf('moderator'))
      await expect.poll(() => mara.page.url()).toContain('/queue')
      await mara.page.getByRole('link', { name: caseId.slice(-8) }).waitFor()
      await mara.unlock(accountOf('moderator'))
      await mara.page.keyboard.press('n')
      await mara.page.waitForURL(`**/cases/${caseId}`)
      await mara.reader.getByText(REPORTED).waitFor()
      // Exactly the reported message and five before it; the page around the reader has none of it.
      expect(await mara.reader.getByText('6 of 20 messages open').count()).toBe(1)
      expect(await mara.page.content()).not.toContain('nobody wants you here')

      // The keyboard belongs to the conversation: a shortcut must not end up in what will be sealed.
      await mara.page.keyboard.press('e')
      expect(await mara.rationale.getByLabel('Rationale').inputValue()).toBe('')

      await mara.decide('Harassment', 'Warn', 'One clear insult after a request to stop.')
      await expect.poll(() => deliveries.length, { timeout: 20_000 }).toBe(1)
    })
    const { headers, body: text } = deliveries[0]!
    const event = new Webhook(stack.webhook.secret).verify(text, headers) as { type: string; data: object }
    expect(event.type).toBe('case.decided')
    expect(event.data).toMatchObject({
      caseId,
      policy: 'harassment',
      action: 'warn',
      subjectId: report.subject.id,
      reports: [{ externalId: report.externalId }],
    })
    expect(text).not.toContain(report.reporter.id)
    expect(() => new Webhook(stack.webhook.secret).verify(text.replace('warn', 'ban!'), headers)).toThrow()
  })

  it('the safety lead sees that reading in the ledger, and the reader proves the ledger whole', async () => {
    await inBrowser('dark', async (context) => {
      const priya = await StaffPage.open(context, stack.consoleOrigin)
      await priya.signIn(accountOf('safety_lead'))
      await expect.poll(() => priya.page.url()).toContain('/audit')
      await priya.unlock(accountOf('safety_lead'))
      const opened = priya.page.getByRole('row', { name: /Mara Lind.*opened 6 messages of case/ })
      await opened.first().waitFor()
      await priya.page
        .getByRole('button', { name: /^Verify/ })
        .first()
        .click()
      const verify = priya.page.frameLocator('iframe[src$="#verify"]')
      await verify.getByText(/All \d+ entries give the root/).waitFor()
    })
  })

  it('asks for more than a claim gives; a lead approves in the reader, and a freeze clears the screen', async () => {
    const { body } = await stack.postReport(reportOf(60, { text: REPORTED }))
    const { caseId } = body as { caseId: string }
    await inBrowser('light', (mine) =>
      inBrowser('dark', async (theirs) => {
        const mara = await StaffPage.open(mine, stack.consoleOrigin)
        await mara.signIn(accountOf('moderator'))
        await mara.page.getByRole('link', { name: caseId.slice(-8) }).waitFor()
        await mara.unlock(accountOf('moderator'))
        await mara.openByLink(caseId)
        await mara.page.getByRole('button', { name: /^Claim and open/ }).click()
        await mara.reader.getByText('6 of 60 messages open').waitFor()
        await mara.page.getByRole('button', { name: 'More context' }).click()
        await mara.page.getByRole('link', { name: 'Ask a lead for more' }).click()
        await mara.page.getByRole('button', { name: 'Sign and ask' }).click()
        const own = mara.page.getByRole('table', { name: 'Your access' })
        await own.getByText('waiting', { exact: true }).waitFor()
        expect(await axe(mara.page)).toEqual([])

        const priya = await StaffPage.open(theirs, stack.consoleOrigin)
        await priya.signIn(accountOf('safety_lead'))
        await priya.page.getByText('1 request for access').waitFor()
        await priya.page.getByRole('link', { name: 'Look' }).click()
        await priya.unlock(accountOf('safety_lead'))
        await priya.page.getByRole('button', { name: 'Answer…' }).click()
        const judge = priya.page.frameLocator('iframe[title="Request for access"]')
        await judge.getByText('51 messages in 1 report').waitFor()
        expect(await axe(priya.page)).toEqual([])
        await judge.getByRole('button', { name: 'Approve' }).click()
        await judge.getByLabel('Reading code').fill(accountOf('safety_lead').code)
        await judge.getByRole('button', { name: 'Approve' }).click()
        await priya.page.getByText('Nothing waits for an answer').waitFor()

        await mara.page.getByRole('button', { name: 'Take up' }).click()
        await own.getByRole('link', { name: 'Open' }).first().waitFor()
        await own
          .getByRole('row', { name: /More context/ })
          .getByRole('link', { name: 'Open' })
          .click()
        const granted = mara.page.frameLocator('iframe[title="Conversation"]')
        await granted.getByText('51 of 51 messages open').waitFor()

        await openPeople(priya)
        await priya.page.getByRole('button', { name: 'Freeze: Mara Lind' }).click()
        await priya.page.getByRole('button', { name: 'Sign and freeze' }).click()
        await (await priya.agent()).getByRole('button', { name: 'Sign' }).click()
        await granted.getByText('This access has ended').waitFor()
        await priya.page.getByRole('button', { name: 'Lift a freeze: Mara Lind' }).waitFor()
      }),
    )
    await liftFreeze()
  })

  /** By links, without a reload: so the frames keep their key. */
  async function openPeople({ page }: StaffPage): Promise<void> {
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('link', { name: 'People' }).click()
    await page.waitForURL('**/settings/people')
  }

  /** By the other lead, on the page: whoever comes next finds a moderator. */
  async function liftFreeze(): Promise<void> {
    const [, other] = stack.staff.filter((person) => person.roles.includes('safety_lead'))
    const { email, password, readingCode: code } = other!
    await inBrowser('light', async (context) => {
      const tomas = await StaffPage.open(context, stack.consoleOrigin)
      await tomas.signIn({ email, password, code })
      await tomas.unlock({ email, password, code })
      await openPeople(tomas)
      await tomas.page.getByRole('button', { name: 'Lift a freeze: Mara Lind' }).click()
      await tomas.page.getByRole('button', { name: 'Sign and lift' }).click()
      await (await tomas.agent()).getByRole('button', { name: 'Sign' }).click()
      await tomas.page.getByRole('button', { name: 'Freeze: Mara Lind' }).waitFor()
    })
  }
})

const PAGES: Record<'moderator' | 'safety_lead' | 'admin', string[]> = {
  moderator: ['/queue', '/access', '/search?q=c_', '/overview', '/settings'],
  safety_lead: ['/audit', '/access', '/rules', '/classifiers', '/overview', '/settings'],
  admin: ['/rules', '/classifiers', '/settings', '/overview'],
}

describe.each(['light', 'dark'] as const)('axe finds nothing in the %s theme', (scheme) => {
  it('on the page that everybody meets first', async () => {
    await inBrowser(scheme, async (context) => {
      const page = await context.newPage()
      await page.goto(`${stack.consoleOrigin}/login`)
      await page.getByRole('button', { name: 'Sign in' }).waitFor()
      expect(await axe(page)).toEqual([])
    })
  })

  it.each(Object.keys(PAGES) as (keyof typeof PAGES)[])('on the pages of a %s', async (role) => {
    await inBrowser(scheme, async (context) => {
      const staff = await StaffPage.open(context, stack.consoleOrigin)
      await staff.signIn(accountOf(role))
      await staff.unlock(accountOf(role))
      for (const path of PAGES[role]) {
        await staff.page.goto(`${stack.consoleOrigin}${path}`)
        await staff.page.getByRole('heading', { level: 1 }).waitFor()
        await staff.page.waitForTimeout(600)
        expect(await axe(staff.page), path).toEqual([])
      }
    })
  })

  it('on a case that is being read', async () => {
    const { body } = await stack.postReport(reportOf(12, { text: REPORTED, note: 'please look at this' }))
    const { caseId } = body as { caseId: string }
    await inBrowser(scheme, async (context) => {
      const mara = await StaffPage.open(context, stack.consoleOrigin)
      await mara.signIn(accountOf('moderator'))
      await mara.unlock(accountOf('moderator'))
      await mara.page.getByRole('link', { name: caseId.slice(-8) }).waitFor()
      await mara.page.keyboard.press('n')
      await mara.reader.getByText(REPORTED).waitFor()
      expect(await axe(mara.page)).toEqual([])
    })
  })
})

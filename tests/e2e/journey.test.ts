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
})

const PAGES: Record<'moderator' | 'safety_lead' | 'admin', string[]> = {
  moderator: ['/queue', '/search?q=c_', '/overview', '/settings'],
  safety_lead: ['/audit', '/rules', '/overview', '/settings'],
  admin: ['/rules', '/settings', '/overview'],
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

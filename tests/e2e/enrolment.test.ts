import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '#tests/support/browser'
import { reportOf } from '#tests/support/reports'
import { type Stack, startStack } from '#tests/support/stack'
import { StaffPage } from '#tests/support/staff-page'
import { addPasskeyDevice } from '#tests/support/virtual-passkey'

const REPORTED = 'nobody wants you here, leave the group'
const EMAIL = 'noor@example.org'
let stack: Stack
let browser: Browser
const contexts: BrowserContext[] = []

beforeAll(async () => {
  stack = await startStack({ only: ['keyd', 'relay', 'intake', 'worker', 'console', 'frontdoor'] })
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await stack?.stop()
})

/** A browser of somebody's own, signed in. */
async function staff(email: string, password: string): Promise<StaffPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  context.setDefaultTimeout(20_000)
  contexts.push(context)
  const page = await StaffPage.open(context, stack.consoleOrigin)
  await page.signIn({ email, password, code: '' })
  return page
}

async function unlocked(role: 'admin' | 'safety_lead'): Promise<StaffPage> {
  const { email, password, readingCode } = stack.person(role)
  const page = await staff(email, password)
  await page.unlock({ email, password, code: readingCode })
  // By links: a reload would ask for the code again, since this browser stores nothing for another site's frame.
  await page.page.getByRole('link', { name: 'Settings' }).click()
  await page.page.getByRole('table', { name: 'People' }).waitFor()
  return page
}

async function axe(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.flatMap((v) => v.nodes.map((node) => `${v.id}: ${node.target.join(' ')}`))
}

describe('a new moderator', () => {
  it('is invited, enrols a passkey, is confirmed by another, unlocks and reads', async () => {
    const alva = await unlocked('admin')
    const agent = await alva.agent()
    await alva.page.getByRole('button', { name: 'Add a person' }).click()
    const add = alva.page.getByRole('dialog', { name: 'Add a person' })
    await add.getByLabel('Name').fill('Noor Haddad')
    await add.getByLabel('Email').fill(EMAIL)
    await add.getByRole('checkbox', { name: /^Moderator/ }).click()
    await add.getByRole('checkbox', { name: /^EU/ }).click()
    await add.getByRole('button', { name: 'Sign and add' }).click()
    // What changes authority is asked inside the reader's frame, in words drawn from the request itself.
    await agent.getByText('Roles: Moderator').waitFor()
    await agent.getByRole('button', { name: 'Sign' }).click()
    const password = await add.getByLabel('First password').inputValue()
    await add.getByRole('button', { name: 'Done' }).click()

    await alva.page.getByRole('button', { name: 'Reading key of Noor Haddad' }).click()
    const key = alva.page.getByRole('dialog', { name: 'Reading key of Noor Haddad' })
    await key.getByRole('button', { name: 'Invite…' }).click()
    await agent.getByText('Invite a person to enrol a passkey').waitFor()
    await agent.getByRole('button', { name: 'Sign' }).click()
    const code = (await agent.locator('[data-code]').textContent())!
    expect(code).toMatch(/^([0-9A-Z]{4}-){4}[0-9A-Z]{4}$/)
    await agent.getByRole('button', { name: 'I have passed it on' }).click()
    await key.getByText('Invited by Alva Berg').waitFor()
    // The page that carried the invitation has never seen the code.
    expect(await alva.page.content()).not.toContain(code)

    const noor = await staff(EMAIL, password)
    await addPasskeyDevice(noor.page)
    await noor.page.getByRole('link', { name: 'Enrol a passkey' }).click()
    await noor.page.waitForURL('**/enrol')
    const enrol = noor.page.frameLocator('iframe[title="Enrolment"]')
    await enrol.getByLabel('One-time code').fill(code)
    await enrol.getByRole('button', { name: 'Make a passkey' }).click()
    const spoken = (await enrol.locator('.spoken').textContent())!
    expect(spoken).toMatch(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/)
    expect(await axe(noor.page)).toEqual([])

    const priya = await unlocked('safety_lead')
    const vouching = await priya.agent()
    await priya.page.getByRole('button', { name: 'Reading key of Noor Haddad' }).click()
    const confirm = priya.page.getByRole('dialog', { name: 'Reading key of Noor Haddad' })
    await confirm.getByText(spoken).waitFor()
    expect(await axe(priya.page)).toEqual([])
    await confirm.getByRole('button', { name: 'Confirm…' }).click()
    await vouching.getByText(`Fingerprint ${spoken}`).waitFor()
    await vouching.getByRole('button', { name: 'Sign' }).click()
    await vouching.getByLabel('Reading code').fill(stack.person('safety_lead').readingCode)
    await vouching.getByRole('button', { name: 'Sign' }).click()
    await confirm.getByText('confirmed by Priya Nair').waitFor()

    await enrol.getByText('Confirmed.').waitFor()
    await noor.page.getByRole('button', { name: 'Unlock the reading key' }).click()
    await (await noor.agent()).getByRole('button', { name: 'Unlock with passkey' }).click()
    await noor.page.getByRole('button', { name: 'Reading key: unlocked' }).waitFor()

    const { body } = await stack.postReport(reportOf(8, { text: REPORTED }))
    const { caseId } = body as { caseId: string }
    await noor.page.getByRole('link', { name: 'Queue' }).click()
    await noor.page.getByRole('link', { name: caseId.slice(-8) }).click()
    await noor.page.getByRole('button', { name: /^Claim and open/ }).click()
    await noor.reader.getByText(REPORTED).waitFor()
  })

  it('has the reader on another site than the console', async () => {
    const page = await contexts[0]!.newPage()
    const sites: (string | undefined)[] = []
    page.on('request', async (request) => {
      if (request.url().startsWith(stack.readerOrigin))
        sites.push((await request.allHeaders())['sec-fetch-site'])
    })
    await page.goto(`${stack.consoleOrigin}/settings/people`)
    await expect.poll(() => sites[0]).toBe('cross-site')
  })

  it('signs nothing that changes authority when the page asks and the person says no', async () => {
    const alva = await unlocked('admin')
    const agent = await alva.agent()
    await alva.page.getByRole('button', { name: 'Change Jonas Weber' }).click()
    const change = alva.page.getByRole('dialog', { name: 'Jonas Weber' })
    await change.getByRole('checkbox', { name: /^UK/ }).click()
    await change.getByRole('button', { name: 'Sign and change' }).click()
    await agent.getByText('Regions: EU, UK').waitFor()
    await agent.getByRole('button', { name: 'Cancel' }).click()
    await change.getByText('You did not sign. Nothing was sent.').waitFor()
    // A page that is not the one we ship asks for two things at once: only the first is ever shown.
    const frame = alva.page.locator('iframe[title="Reading key"]')
    const failed = await frame.evaluate((element: HTMLIFrameElement, origin) => {
      const ask = (id: string) => ({
        ...{ type: 'sign', id },
        request: {
          op: 'freeze',
          personId: '0198a000-0000-7000-8000-000000000002',
          act: 'frozen',
          code: 'precaution',
        },
      })
      return new Promise((resolve) => {
        addEventListener('message', ({ data, origin: from }) => {
          if (from === origin && (data.type === 'failed' || data.type === 'signed')) resolve(data)
        })
        element.contentWindow!.postMessage(ask('one'), origin)
        element.contentWindow!.postMessage(ask('two'), origin)
      })
    }, stack.readerOrigin)
    expect(failed).toMatchObject({ type: 'failed', id: 'two', code: 'busy' })
    await agent.getByText('Freeze a person').waitFor()
  })
})

import type { BrowserContext, Frame, FrameLocator, Page } from 'playwright-core'

export type StaffAccount = { email: string; password: string; code: string }

/** What a member of staff does in the browser, by what they see. */
export class StaffPage {
  readonly page: Page
  readonly reader: FrameLocator
  readonly rationale: FrameLocator
  private readonly origin: string

  private constructor(page: Page, origin: string) {
    this.page = page
    this.origin = origin
    this.reader = page.frameLocator('iframe[title="Reported conversation"]')
    this.rationale = page.frameLocator('iframe[title="Rationale"]')
  }

  static async open(context: BrowserContext, origin: string): Promise<StaffPage> {
    return new StaffPage(await context.newPage(), origin)
  }

  async signIn({ email, password }: StaffAccount): Promise<void> {
    const { page } = this
    await page.goto(`${this.origin}/login`)
    await page.getByLabel('Email').fill(email)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL((url) => !url.pathname.startsWith('/login'))
  }

  /** The frame of the reader's agent: where the reading code is typed. */
  async agent(): Promise<Frame> {
    for (let waited = 0; waited < 15_000; waited += 50) {
      const frame = this.page.frames().find((candidate) => candidate.url().endsWith('#agent'))
      if (frame) return frame
      await this.page.waitForTimeout(50)
    }
    throw new Error("the reader's agent is not on the page")
  }

  async unlock({ code }: StaffAccount): Promise<void> {
    const chip = this.page.getByRole('button', { name: /^Reading key/ })
    await this.page.getByRole('button', { name: 'Reading key: locked' }).click()
    const agent = await this.agent()
    await agent.getByLabel('Reading code').fill(code)
    await agent.getByRole('button', { name: 'Unlock' }).click()
    await this.page.getByRole('button', { name: 'Reading key: unlocked' }).waitFor()
    if ((await chip.getAttribute('aria-expanded')) === 'true') await chip.click()
  }

  /** Opens a case from the queue, without a reload, so that the frames keep their key. */
  async openByLink(caseId: string): Promise<void> {
    await this.page.getByRole('link', { name: caseId.slice(-8) }).click()
    await this.page.waitForURL(`**/cases/${caseId}`)
  }

  async decide(policy: string, action: string, rationale: string): Promise<void> {
    const { page } = this
    await page.getByRole('combobox', { name: 'Policy' }).click()
    await page.getByRole('option', { name: new RegExp(`^${policy}`) }).click()
    await page.getByRole('combobox', { name: 'Action' }).click()
    await page.getByRole('option', { name: new RegExp(`^${action}`) }).click()
    await this.rationale.getByLabel('Rationale').fill(rationale)
    await page.getByRole('button', { name: /^Decide/ }).click()
  }
}

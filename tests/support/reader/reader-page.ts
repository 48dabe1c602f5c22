import type { Browser, FrameLocator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { FromReader, ReaderMode, ToReader } from '#domain/reader-protocol'
import { PERSON, type ReaderBench } from './reader-bench'

/** What a tab needs to know of the installation it looks at. */
export type ReaderPlace = Pick<ReaderBench, 'consoleOrigin' | 'readerOrigin' | 'code'>

export type Received = FromReader & { mode: ReaderMode; origin: string }

/** A tab with the console's page in it. Anything the browser reports as an error fails `problems`. */
export async function openReaderPage(browser: Browser, bench: ReaderPlace) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' })
  const page = await context.newPage()
  const problems: string[] = []
  page.on('console', (line) => line.type() === 'error' && problems.push(line.text()))
  page.on('pageerror', (error) => problems.push(error.name))
  await page.goto(bench.consoleOrigin)
  return new ReaderPage(page, bench, problems)
}

export class ReaderPage {
  constructor(
    readonly page: Page,
    readonly bench: ReaderPlace,
    readonly problems: string[],
  ) {}

  async add(mode: ReaderMode, options: { height?: number; theme?: 'light' | 'dark'; person?: string } = {}) {
    await this.page.evaluate(
      ([name, origin, height]) =>
        (window as unknown as { addFrame(...a: unknown[]): void }).addFrame(name, origin, height),
      [mode, this.bench.readerOrigin, options.height] as const,
    )
    await this.wait(mode, 'ready')
    await this.post(mode, {
      type: 'hello',
      personId: options.person ?? PERSON,
      theme: options.theme ?? 'light',
    })
    await this.wait(mode, 'state')
    return this.frame(mode)
  }

  frame(mode: ReaderMode): FrameLocator {
    return this.page.frameLocator(`iframe[title="${mode}"]`)
  }

  async post(mode: ReaderMode, message: ToReader): Promise<void> {
    await this.page.evaluate(
      ([name, origin, data]) =>
        (window as unknown as { post(...a: unknown[]): void }).post(name, origin, data),
      [mode, this.bench.readerOrigin, message] as const,
    )
  }

  received(): Promise<Received[]> {
    return this.page.evaluate(() => (window as unknown as { received: Received[] }).received)
  }

  async forget(): Promise<void> {
    await this.page.evaluate(() => {
      ;(window as unknown as { received: unknown[] }).received = []
    })
  }

  /** The newest message of that type from that frame. */
  async wait<T extends FromReader['type']>(
    mode: ReaderMode,
    type: T,
    matches: (message: Extract<FromReader, { type: T }>) => boolean = () => true,
  ): Promise<Extract<FromReader, { type: T }>> {
    let found: Received | undefined
    await expect
      .poll(
        async () => {
          found = (await this.received()).findLast(
            (message) =>
              message.mode === mode &&
              message.type === type &&
              matches(message as unknown as Extract<FromReader, { type: T }>),
          )
          return found !== undefined
        },
        { timeout: 15_000, interval: 30, message: `${mode} says ${type}` },
      )
      .toBe(true)
    return found as unknown as Extract<FromReader, { type: T }>
  }

  async unlock(mode: ReaderMode, code = this.bench.code): Promise<void> {
    await this.frame(mode).getByLabel('Reading code').fill(code)
    await this.frame(mode).getByRole('button', { name: 'Unlock' }).click()
    await this.wait(mode, 'state', (state) => !state.locked)
  }
}

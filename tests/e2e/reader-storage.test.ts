import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type ReaderBench, startReaderBench } from '#tests/support/reader/reader-bench'
import { ReaderPage } from '#tests/support/reader/reader-page'
import { sampleView } from '#tests/support/reader/sample-conversation'
import { askStores } from '#tests/support/stores'

/**
 * In a plain Chromium with a profile of its own, which gives a frame of another site storage under the page around
 * it. Playwright's switches turn that off, so the other files show what happens where a browser denies storage.
 */
let profile: string
let chromiumProcess: ChildProcess
let browser: Browser
let bench: ReaderBench

beforeAll(async () => {
  profile = await mkdtemp(path.join(tmpdir(), 'cs-profile-'))
  const found = await askStores<{ executablePath: string; args: string[]; env: Record<string, string> }>(
    'chromium',
  )
  const args = ['--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`, ...found.args]
  chromiumProcess = spawn(found.executablePath, [...args, 'about:blank'], {
    env: { ...process.env, ...found.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  bench = await startReaderBench()
  browser = await chromium.connectOverCDP(await debuggingAddress(profile))
})
afterAll(async () => {
  const cdp = await browser?.newBrowserCDPSession()
  await cdp?.send('Browser.close').catch(() => undefined)
  await bench?.close()
  chromiumProcess?.kill()
  await rm(profile, { recursive: true, force: true, maxRetries: 10 })
})

/** Chromium writes the port that it chose into its profile. */
async function debuggingAddress(directory: string): Promise<string> {
  return vi.waitFor(
    async () => {
      const [port] = (await readFile(path.join(directory, 'DevToolsActivePort'), 'utf8')).split('\n')
      return `http://127.0.0.1:${port}`
    },
    { timeout: 30_000 },
  )
}

async function newTab(): Promise<ReaderPage> {
  const page = await browser.contexts()[0]!.newPage()
  await page.goto(bench.consoleOrigin)
  return new ReaderPage(page, bench, [])
}

function stored(tab: ReaderPage): Promise<{ extractable: boolean; size: number } | undefined> {
  return tab
    .frame('agent')
    .locator('html')
    .evaluate(
      () =>
        new Promise((resolve, reject) => {
          const request = indexedDB.open('countersign-reader')
          request.onerror = () => reject(request.error)
          request.onsuccess = () => {
            const all = request.result.transaction(['session', 'checkpoint'])
            const session = all.objectStore('session').get('current')
            const checkpoints = all.objectStore('checkpoint').getAll()
            all.oncomplete = () => {
              request.result.close()
              const size = checkpoints.result[0]?.size ?? 0
              const extractable = session.result?.keys.privateKey.extractable
              resolve(session.result && { extractable, size })
            }
          }
        }),
    )
}

it('keeps one key that cannot be exported and the last checkpoint for every tab, until it is locked', async () => {
  const tab = await newTab()
  await tab.add('agent')
  await tab.unlock('agent')
  await tab.add('conversation')
  await tab.post('conversation', { type: 'open', view: sampleView(bench).view })
  await tab.wait('conversation', 'opened')
  expect(await stored(tab)).toEqual({ extractable: false, size: bench.ledger.entries.length })

  const second = await newTab()
  const frame = await second.add('conversation')
  expect(await second.wait('conversation', 'state')).toMatchObject({ locked: false })
  const removed = bench.ledger.entries.splice(1, 1)
  await second.post('conversation', { type: 'open', view: sampleView(bench).view })
  expect(await second.wait('conversation', 'refused')).toMatchObject({ code: 'inconsistent_checkpoint' })
  expect(await frame.locator('.message').count()).toBe(0)
  bench.ledger.entries.splice(1, 0, ...removed)

  await tab.post('agent', { type: 'lock' })
  await second.wait('conversation', 'state', (state) => state.locked)
  expect(await stored(tab)).toBeUndefined()
})

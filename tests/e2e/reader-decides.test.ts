import { randomUUID } from 'node:crypto'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { fromBase64Url, toBase64Url } from '#domain/bytes'
import { boxInfo } from '#domain/envelope'
import { KeyRequest, type RequestOf } from '#domain/key-request'
import { decodeManifest } from '#domain/manifest'
import { deriveOkm, openMessage } from '#lib/envelope-node'
import { hpkeOpen } from '#lib/hpke'
import { launchBrowser } from '#tests/support/browser'
import { PERSON, type ReaderBench, startReaderBench } from '#tests/support/reader/reader-bench'
import { openReaderPage, type ReaderPage } from '#tests/support/reader/reader-page'
import { sha256 } from '#tests/support/reader/small-ledger'

const TEXT =
  'Asks a child to keep secrets and to move to another app. \u202eEvidence\u202c: three messages 🙂'
const decision = () => ({
  ...{ type: 'decide' as const, id: randomUUID(), caseId: randomUUID(), decisionId: randomUUID() },
  ...{ region: 'EU', platform: 'harbour', conversation: 'c_77', policy: 'grooming', action: 'escalate' },
})

let browser: Browser
let bench: ReaderBench
let tab: ReaderPage

beforeAll(async () => {
  ;[browser, bench] = await Promise.all([launchBrowser(), startReaderBench()])
})
afterAll(async () => {
  await browser?.close()
  await bench?.close()
})
afterEach(async () => {
  bench.service.tamper = undefined
  await tab?.page.context().close()
})

async function rationale() {
  tab = await openReaderPage(browser, bench)
  const frame = await tab.add('rationale')
  return frame.getByRole('textbox', { name: 'Rationale' })
}

describe('a rationale', () => {
  it('is sealed to the region and signed with the decision, and only then leaves', async () => {
    const field = await rationale()
    await tab.unlock('rationale')
    await field.fill(TEXT)
    const message = decision()
    await tab.post('rationale', message)
    const { signed, envelope } = await tab.wait('rationale', 'decided')
    expect(JSON.stringify(await tab.received())).not.toMatch(/child|Evidence/)

    const request = KeyRequest.parse(JSON.parse(Buffer.from(signed.payload, 'base64url').toString()))
    const { rationale: sealed, ...decided } = request as RequestOf<'decide'>
    expect(decided).toMatchObject({ op: 'decide', policy: 'grooming', action: 'escalate' })
    const bytes = fromBase64Url(sealed.manifest)
    const manifest = decodeManifest(bytes)
    expect(manifest).toMatchObject({ report: message.decisionId, dek: sealed.dek, reporter: '', subject: '' })
    expect(toBase64Url(sha256(fromBase64Url(envelope)))).toBe(sealed.hash)
    const dekId = Buffer.from(sealed.dek, 'hex')
    const { region, platform, conversation, epoch } = manifest
    const info = boxInfo({ region, platform, conversation, report: manifest.report, dekId, epoch })
    const box = fromBase64Url(sealed.box)
    const secrets = hpkeOpen(bench.epochKey, box.subarray(0, 65), info, sha256(bytes), box.subarray(65))
    const okm = deriveOkm(secrets.subarray(0, 32), secrets.subarray(32), dekId, 0)
    const [only] = manifest.messages
    const opened = openMessage(fromBase64Url(envelope), okm, {
      ...{ region, platform, conversation, messageId: `rationale:${message.decisionId}`, sender: PERSON },
      ...{ sentAtMs: only!.at, kind: 'rationale', franking: 'none' },
    })
    expect(JSON.parse(opened.toString())).toEqual({ text: TEXT })
  })

  it('stays in the field until the decision stands', async () => {
    const field = await rationale()
    await tab.unlock('rationale')
    await field.fill(TEXT)
    const message = decision()
    await tab.post('rationale', message)
    await tab.wait('rationale', 'decided')
    expect(await field.inputValue()).toBe(TEXT)
    await tab.post('rationale', { type: 'decided-ok', id: randomUUID() })
    await tab.post('rationale', { type: 'theme', theme: 'dark' })
    expect(await field.inputValue()).toBe(TEXT)
    await tab.post('rationale', { type: 'decided-ok', id: message.id })
    await tab.wait('rationale', 'rationale', (m) => m.sizeChars === 0)
    expect(await field.inputValue()).toBe('')
  })

  it('is required, and nothing is signed while the reader is locked', async () => {
    const field = await rationale()
    const first = decision()
    await field.fill(TEXT)
    await tab.post('rationale', first)
    expect(await tab.wait('rationale', 'failed', (m) => m.id === first.id)).toMatchObject({ code: 'locked' })
    await tab.unlock('rationale')
    expect(await field.inputValue()).toBe(TEXT)
    await field.fill('   ')
    const second = decision()
    await tab.post('rationale', second)
    expect(await tab.wait('rationale', 'failed', (m) => m.id === second.id)).toMatchObject({
      code: 'rationale_empty',
    })
  })

  it('is sealed to no key but one that the region’s identity signed', async () => {
    bench.service.tamper = (path, answer) => {
      if (path !== '/v1/epochs') return answer
      const [epoch] = answer as unknown as { record: string; signature: string }[]
      const record = Buffer.from(epoch!.record, 'base64url').toString().replace('eu-1', 'eu-2')
      return [{ ...epoch, record: Buffer.from(record).toString('base64url') }]
    }
    const field = await rationale()
    await tab.unlock('rationale')
    await field.fill(TEXT)
    const message = decision()
    await tab.post('rationale', message)
    expect(await tab.wait('rationale', 'failed', (m) => m.id === message.id)).toMatchObject({
      code: 'bad_epoch',
    })
  })

  it('sends its size, and Control with Enter, and no other key', async () => {
    const field = await rationale()
    await tab.unlock('rationale')
    await tab.forget()
    await field.focus()
    await tab.page.keyboard.type('abc')
    await tab.page.keyboard.press('Control+Enter')
    await tab.wait('rationale', 'shortcut')
    const said = (await tab.received()).filter((m) => m.type !== 'resize')
    expect(said.map(({ mode: _mode, origin: _origin, ...message }) => message)).toEqual([
      { type: 'rationale', sizeChars: 1 },
      { type: 'rationale', sizeChars: 2 },
      { type: 'rationale', sizeChars: 3 },
      { type: 'shortcut', key: 'Enter', shift: false, mod: true },
    ])
  })
})

describe('a safety lead’s check', () => {
  async function check() {
    tab = await openReaderPage(browser, bench)
    const frame = await tab.add('verify')
    await tab.post('verify', { type: 'verify' })
    await tab.unlock('verify')
    return { frame, said: await tab.wait('verify', 'verified') }
  }

  it('finds a whole ledger whole, over several pages', async () => {
    while (bench.ledger.entries.length < 2_100)
      bench.ledger.append({ kind: 'fact', fact: 'apikey.created', who: 'p9', ref: 'k' })
    const { frame, said } = await check()
    expect(said.ok).toBe(true)
    expect(said.size).toBeGreaterThan(2_100)
    await frame.getByText('The ledger is whole.').waitFor()
  })

  it('names the entry that is none', async () => {
    bench.service.tamper = (path, answer) => {
      if (path !== '/v1/signed' || !('entries' in answer)) return answer
      return { ...answer, entries: (answer.entries as string[]).with(7, 'AAAA') }
    }
    expect((await check()).said).toMatchObject({ ok: false, badIndex: 7 })
  })

  it('finds a changed byte by the root', async () => {
    bench.service.tamper = (path, answer) => {
      if (path !== '/v1/signed' || !('entries' in answer)) return answer
      const entries = answer.entries as string[]
      return { ...answer, entries: entries.with(3, entries[4]!) }
    }
    const { frame, said } = await check()
    expect(said.ok).toBe(false)
    await frame.getByRole('alert').waitFor()
  })
})

it.each(['light', 'dark'] as const)(
  'agent, rationale and check are accessible in the %s theme',
  async (theme) => {
    tab = await openReaderPage(browser, bench)
    for (const mode of ['agent', 'rationale', 'verify'] as const) await tab.add(mode, { theme, height: 220 })
    const locked = await new AxeBuilder({ page: tab.page }).analyze()
    await tab.unlock('agent')
    await tab.wait('rationale', 'state', (state) => !state.locked)
    const unlocked = await new AxeBuilder({ page: tab.page }).analyze()
    for (const { violations } of [locked, unlocked])
      expect(violations.map(({ id, nodes }) => ({ id, at: nodes.map((n) => n.target) }))).toEqual([])
  },
)

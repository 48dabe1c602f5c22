import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { fromBase64Url, toBase64Url } from '#domain/bytes'
import type { ConversationView, ToReader } from '#domain/reader-protocol'
import { launchBrowser } from '#tests/support/browser'
import { PERSON, type ReaderBench, startReaderBench } from '#tests/support/reader/reader-bench'
import { openReaderPage, type ReaderPage } from '#tests/support/reader/reader-page'
import { sampleView } from '#tests/support/reader/sample-conversation'
import { SmallLedger } from '#tests/support/reader/small-ledger'

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
  bench.service.deny = undefined
  await tab?.page.context().close()
})

function flip(text: string, at: number): string {
  const bytes = fromBase64Url(text)
  bytes[at]! ^= 1
  return toBase64Url(bytes)
}

/** Unlocks, opens, and expects a refusal with no text of the conversation anywhere in the frame. */
async function expectRefusal(view: ConversationView, code: string): Promise<void> {
  tab = await openReaderPage(browser, bench)
  const frame = await tab.add('conversation')
  await tab.post('conversation', { type: 'open', view })
  await tab.unlock('conversation')
  const refused = await tab.wait('conversation', 'refused')
  expect(refused).toMatchObject({ caseId: view.caseId, code })
  expect(await frame.getByRole('alert').count()).toBe(1)
  expect(await frame.locator('.message, mark, .text').count()).toBe(0)
  expect(await frame.locator('body').innerText()).not.toMatch(/secret|parents|hide this/)
  expect((await tab.received()).some((message) => message.type === 'opened')).toBe(false)
}

describe('a host that lies to the reader', () => {
  const cases: [string, string, (answer: Record<string, unknown>) => unknown][] = [
    [
      'a byte of the inclusion proof',
      'bad_proof',
      (a) => ({ ...a, proof: (a.proof as string[]).with(0, flip((a.proof as string[])[0]!, 9)) }),
    ],
    ['a byte of the entry', 'bad_proof', (a) => ({ ...a, entry: otherNonce(a.entry as string) })],
    [
      'another ledger’s checkpoint',
      'bad_checkpoint',
      (a) => ({ ...a, checkpoint: new SmallLedger().checkpoint() }),
    ],
    ['a byte of the sealed keys', 'bad_box', (a) => ({ ...a, sealed: flip(a.sealed as string, 1) })],
    ['nothing at all', 'bad_answer', () => ({})],
  ]
  it.each(cases)('with %s shows a refusal and no text', async (_what, code, change) => {
    bench.service.tamper = (path, answer) => (path === '/v1/signed' ? change(answer) : answer)
    await expectRefusal(sampleView(bench).view, code)
  })

  it('who goes back to an older ledger is found out', async () => {
    tab = await openReaderPage(browser, bench)
    await tab.add('conversation')
    await tab.post('conversation', { type: 'open', view: sampleView(bench).view })
    await tab.unlock('conversation')
    await tab.wait('conversation', 'opened')
    const entries = bench.ledger.entries.splice(2, 1)
    try {
      const { view } = sampleView(bench)
      await tab.post('conversation', { type: 'open', view })
      const refused = await tab.wait('conversation', 'refused')
      expect(refused.code).toBe('inconsistent_checkpoint')
    } finally {
      bench.ledger.entries.splice(2, 0, ...entries)
    }
  })
})

/** Changes a digit of the time inside, so that the entry still reads as one. */
function otherNonce(entry: string): string {
  const text = Buffer.from(entry, 'base64url').toString()
  return Buffer.from(
    text.replace(/"at":(\d+)(\d)/, (_m, head, last) => `"at":${head}${(Number(last) + 1) % 10}`),
  ).toString('base64url')
}

describe('a console that lies to the reader', () => {
  it.each([
    ['a byte of an envelope', (view: ConversationView) => flipEnvelope(view)],
    ['the sender of a message', (view: ConversationView) => change(view, { sender: 'u_1' })],
    ['the time of a message', (view: ConversationView) => change(view, { sentAt: 1 })],
    ['the platform', (view: ConversationView) => ({ ...view, platform: 'other' })],
  ])('about %s shows a refusal and no text', async (_what, lie) => {
    await expectRefusal(lie(sampleView(bench).view), 'bad_envelope')
  })

  it('about the case or the region shows a refusal and no text', async () => {
    await expectRefusal({ ...sampleView(bench).view, region: 'US' }, 'entry_mismatch')
  })

  it('and keeps a granted message back shows a refusal and no text', async () => {
    const { view } = sampleView(bench)
    await expectRefusal({ ...view, messages: view.messages.filter((m) => !m.reported) }, 'missing_message')
  })

  it('cannot have a release signed', async () => {
    tab = await openReaderPage(browser, bench)
    await tab.add('agent')
    await tab.unlock('agent')
    const { grant } = sampleView(bench).view
    const recipient = toBase64Url(new Uint8Array(65).fill(4))
    const release = { op: 'release', grantId: grant.id, messages: grant.messages, recipient, seen: 0 }
    const sign = (request: object, id: string) =>
      tab.post('agent', { type: 'sign', id, request } as unknown as ToReader)
    await sign(release, 'r1')
    expect(await tab.wait('agent', 'failed', (m) => m.id === 'r1')).toMatchObject({ code: 'not_signable' })
    await sign({ op: 'decide', caseId: grant.caseId }, 'r2')
    expect(await tab.wait('agent', 'failed', (m) => m.id === 'r2')).toMatchObject({ code: 'not_signable' })
    await sign({ op: 'claim', caseId: 'not an id' }, 'r3')
    expect(await tab.wait('agent', 'failed', (m) => m.id === 'r3')).toMatchObject({ code: 'bad_request' })
    await sign({ op: 'claim', caseId: grant.caseId }, 'r4')
    const { signed } = await tab.wait('agent', 'signed', (m) => m.id === 'r4')
    expect(JSON.parse(Buffer.from(signed.payload, 'base64url').toString())).toMatchObject({
      ...{ op: 'claim', caseId: grant.caseId },
    })
  })
})

describe('a page of another origin', () => {
  let server: Server
  let origin: string
  beforeAll(async () => {
    server = createServer((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>x</title>'),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://localhost:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))

  it('cannot frame the reader', async () => {
    tab = await openReaderPage(browser, bench)
    await tab.page.goto(origin)
    const said = await tab.page.evaluate(
      (reader) =>
        new Promise((resolve) => {
          const heard: unknown[] = []
          addEventListener('message', (event) => heard.push(event.data))
          const frame = document.createElement('iframe')
          frame.src = `${reader}/#agent`
          document.body.append(frame)
          setTimeout(() => resolve(heard), 1_500)
        }),
      bench.readerOrigin,
    )
    expect(said).toEqual([])
    expect(tab.problems.join()).toMatch(/frame-ancestors/)
  })

  it('that sits beside the reader in the console gets no answer and no effect', async () => {
    tab = await openReaderPage(browser, bench)
    const agent = await tab.add('agent')
    await tab.unlock('agent')
    await tab.forget()
    const { caseId } = sampleView(bench).view
    await tab.page.evaluate(
      (src) =>
        new Promise((resolve) => {
          const frame = document.createElement('iframe')
          frame.name = 'hostile'
          frame.src = src
          frame.onload = resolve
          document.body.append(frame)
        }),
      origin,
    )
    const hostile = tab.page.frames().find((frame) => frame.url().startsWith(origin))!
    const heard = await hostile.evaluate(
      ([personId, id]) =>
        new Promise((resolve) => {
          const got: unknown[] = []
          addEventListener('message', (event) => got.push(event.data))
          const reader = window.parent[0]!
          reader.postMessage({ type: 'hello', personId, theme: 'dark' }, '*')
          reader.postMessage({ type: 'sign', id: 'h1', request: { op: 'claim', caseId: id } }, '*')
          reader.postMessage({ type: 'lock' }, '*')
          setTimeout(() => resolve(got), 1_000)
        }),
      [PERSON, caseId] as const,
    )
    expect(heard).toEqual([])
    expect(await tab.received()).toEqual([])
    expect(await agent.getByText('Unlocked until').count()).toBe(1)
  })

  it('cannot use the relay', async () => {
    tab = await openReaderPage(browser, bench)
    const before = bench.service.received.length
    const answer = await tab.page.evaluate(
      (reader) =>
        fetch(`${reader}/relay/nonce`, { method: 'POST', mode: 'no-cors', body: '{}' }).then(
          (response) => response.type,
          () => 'failed',
        ),
      bench.readerOrigin,
    )
    expect(['opaque', 'failed']).toContain(answer)
    expect(bench.service.received.length).toBe(before)
  })
})

function flipEnvelope(view: ConversationView): ConversationView {
  const at = view.messages.findIndex((message) => message.reported)
  const message = view.messages[at]!
  return change(view, { envelope: flip(message.envelope, 80) })
}

function change(view: ConversationView, to: Partial<ConversationView['messages'][number]>): ConversationView {
  const at = view.messages.findIndex((message) => message.reported)
  return { ...view, messages: view.messages.with(at, { ...view.messages[at]!, ...to }) }
}

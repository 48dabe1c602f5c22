import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { toBase64Url } from '#domain/bytes'
import type { MessageRefs } from '#domain/ledger-entry'
import { formatReadingCode } from '#domain/reading-code'
import type { Trust } from '#domain/trust'
import { generatePrivatePem, rawPublicKey } from '#lib/ed25519'
import { p256RawPublic } from '#lib/hpke'
import { startRelay } from '#services/keys/relay'
import { buildReader } from '../../../reader/build'
import type { SealedReport } from './sealed-conversation'
import { grantOver, type SmallKeyService, signEpoch, startSmallKeyService } from './small-key-service'
import { SmallLedger } from './small-ledger'

export const PERSON = '0198a000-0000-7000-8000-000000000001'
export const OTHER_PERSON = '0198a000-0000-7000-8000-000000000002'
const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** The real reader behind the real relay, a page of the console's origin round it, and a small key service. */
export type ReaderBench = {
  code: string
  readerOrigin: string
  consoleOrigin: string
  ledger: SmallLedger
  service: SmallKeyService
  epochKey: ReturnType<typeof generateKeyPairSync>['privateKey']
  reports: SealedReport[]
  grant(caseId: string, messages: MessageRefs): ReturnType<typeof grantOver>
  close(): Promise<void>
}

export async function startReaderBench(): Promise<ReaderBench> {
  const dir = await mkdtemp(path.join(tmpdir(), 'cs-reader-'))
  const page = createParentPage()
  const pagePort = await listen(page)
  const consoleOrigin = `http://localhost:${pagePort}`
  const ledger = new SmallLedger()
  for (let i = 0; i < 5; i++) ledger.append({ kind: 'fact', fact: 'apikey.created', who: 'p9', ref: `k${i}` })
  const identity = createPrivateKey(generatePrivatePem())
  const epochKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const now = Date.now()
  const record = {
    ...{ v: 1, id: 'eu-1', region: 'EU', retention: 'standard' },
    ...{
      publicKey: toBase64Url(p256RawPublic(epochKey)),
      notBefore: now - 1_000,
      sealUntil: now + 86_400_000,
    },
  }
  const identities = toBase64Url(rawPublicKey(identity))
  const code = formatReadingCode(crypto.getRandomValues(new Uint8Array(13)))
  const reports: SealedReport[] = []
  const keydSocket = path.join(dir, 'keyd.sock')
  const service = await startSmallKeyService({
    ...{ socket: keydSocket, ledger, staff: { [PERSON]: code, [OTHER_PERSON]: code } },
    epochs: [signEpoch(record, identity)],
    keyOf: (dek, seq) => reports.find((report) => report.dek === dek)!.key(seq),
  })
  const trust: Trust = {
    ...{ mode: 'trial', ledgerOrigin: ledger.origin, ledgerVkey: ledger.vkey },
    regionIdentities: { EU: identities, UK: identities, US: identities, ROW: identities },
    ...{ intakeKeys: [identities], workers: [], consoleOrigin, readerOrigin: 'http://127.0.0.1:1' },
  }
  const readerDir = path.join(dir, 'reader')
  await buildReader({ trust, outDir: readerDir })
  const relay = await startRelay({
    ...{ host: '127.0.0.1', port: 0, keydSocket, readerDir, consoleOrigin, log: silent },
  })
  return {
    ...{ code, consoleOrigin, ledger, service, epochKey, reports },
    readerOrigin: `http://reader.localhost:${relay.port}`,
    grant(caseId, messages) {
      const view = grantOver(caseId, messages)
      service.grants.set(view.id, { caseId, region: 'EU' })
      return view
    },
    async close() {
      await relay.close()
      await service.close()
      page.closeAllConnections()
      await new Promise<void>((resolve) => page.close(() => resolve()))
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** Serves the bare parent page at every address. */
export function createParentPage(): Server {
  return createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE),
  )
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** The console's part of the protocol, bare: it frames the reader, posts what a test says, and keeps what comes up. */
const PAGE = `<!doctype html><html lang="en"><title>Console</title>
<style>h1{font-size:0}body{margin:24px;font:14px system-ui}iframe{border:1px solid #8884;width:760px;height:640px}body.dark{background:#101013;color-scheme:dark}</style>
<main><h1>Console</h1></main><script>
const frames = {}; window.received = []
addEventListener('message', (event) => {
  const mode = Object.keys(frames).find((name) => frames[name].contentWindow === event.source)
  window.received.push({ mode, origin: event.origin, ...event.data })
})
window.addFrame = (mode, origin, height) => {
  const frame = document.createElement('iframe')
  frame.title = mode; frame.src = origin + '/#' + mode
  frame.sandbox = 'allow-scripts allow-same-origin allow-forms'
  if (height) frame.style.height = height + 'px'
  document.querySelector('main').append(frame); frames[mode] = frame
}
window.post = (mode, origin, message) => frames[mode].contentWindow.postMessage(message, origin)
</script></html>`

import { type ChildProcess, execFileSync, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, existsSync, openSync, readFileSync, readSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLog } from '#lib/log'
import { type KeyServiceForTests, startTestKeyService } from '../support/keys/key-service'
import type { SealedReport } from '../support/keys/sealed-reports'

const CHUNK = 4 << 20
const OVERLAP = 256

/** Every way in which bytes are likely to be written down. */
function spellings(secret: Buffer): Buffer[] {
  const texts = [
    secret.toString('hex'),
    secret.toString('base64').slice(0, 42),
    secret.toString('base64url').slice(0, 42),
  ]
  return [secret, ...texts.map((text) => Buffer.from(text))]
}

function foundIn(bytes: Buffer, needles: readonly Buffer[]): number {
  return needles.filter((needle) => bytes.includes(needle)).length
}

/** How many of the needles stand in the memory that the process may write, or undefined where it cannot be read. */
function foundInMemory(
  pid: number,
  needles: readonly Buffer[],
): { found: number; bytes: number } | undefined {
  let found = 0
  let bytes = 0
  try {
    const memory = openSync(`/proc/${pid}/mem`, 'r')
    const buffer = Buffer.alloc(CHUNK + OVERLAP)
    for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
      const [, from, to, rights] = /^([0-9a-f]+)-([0-9a-f]+) (\S+)/.exec(line) ?? []
      if (!rights?.startsWith('rw') || line.endsWith('[vvar]')) continue
      for (let at = BigInt(`0x${from}`); at < BigInt(`0x${to}`); at += BigInt(CHUNK)) {
        try {
          const left = Number(BigInt(`0x${to}`) - at)
          const read = readSync(memory, buffer, 0, Math.min(buffer.length, left), at as unknown as number)
          found += foundIn(buffer.subarray(0, read), needles)
          bytes += read
        } catch {
          // A region that went away meanwhile.
        }
      }
    }
  } catch {
    return undefined
  }
  return { found, bytes }
}

describe('the memory of the key service', () => {
  let keys: KeyServiceForTests
  let place: string
  let child: ChildProcess
  const reports: SealedReport[] = []
  beforeAll(async () => {
    keys = await startTestKeyService()
    await keys.stopService()
    place = await mkdtemp(path.join(os.tmpdir(), 'heap-'))
    child = fork('tests/support/keys/watched-key-service.ts', {
      execArgv: ['--import', 'tsx'],
      env: {
        ...process.env,
        ...{
          SOCKET: keys.socket,
          DATABASE: keys.database.keyd,
          HOME_DIR: keys.paths.keydHome,
          TRUST: keys.paths.trustFile,
        },
        READER: path.join(path.dirname(keys.socket), 'reader'),
      },
    })
    await once(child, 'message')
  })
  afterAll(async () => {
    if (child?.connected) {
      const exited = once(child, 'exit')
      child.disconnect()
      await exited
    }
    await keys?.stop()
    await rm(place, { recursive: true, force: true })
  })

  it('holds no DEK after a thousand releases, in no spelling', async () => {
    for (let i = 0; i < 10; i++) {
      const report = await keys.put({ count: 5 })
      await keys.adopted(report)
      reports.push(report)
    }
    const mara = await keys.session('mara')
    for (const report of reports) {
      const { grant } = await mara.claim(report.caseId)
      const released = await Promise.all(
        Array.from({ length: 100 }, () => mara.release(grant.id, grant.messages)),
      )
      expect(released.every(({ keys: some }) => some.length === 5)).toBe(true)
    }
    const needles = reports.flatMap(({ secret }) => spellings(secret))
    const file = path.join(place, 'keyd.heapsnapshot')
    child.send({ snapshot: file })
    await once(child, 'message')
    let found = 0
    let seen = 0
    let rest = Buffer.alloc(0)
    let canary = 0
    for await (const chunk of createReadStream(file, { highWaterMark: CHUNK })) {
      const bytes = Buffer.concat([rest, chunk as Buffer])
      found += foundIn(bytes, needles)
      canary += foundIn(bytes, [Buffer.from('countersign/v1/wrapped-dek')])
      seen += (chunk as Buffer).length
      rest = bytes.subarray(-OVERLAP)
    }
    // The search does see what is in the process: a label of the wrapping stands in it.
    expect(canary).toBeGreaterThan(0)
    expect(seen).toBeGreaterThan(1 << 20)
    expect(found).toBe(0)
  })

  it('spells none in any memory that it can write, and zeroes what it unwrapped, where the system lets us look', () => {
    const spelled = reports.flatMap(({ secret }) => spellings(secret).slice(1))
    const canary = foundInMemory(child.pid!, [Buffer.from('countersign/v1/wrapped-dek')])
    if (!canary) return
    expect(canary.found).toBeGreaterThan(0)
    expect(foundInMemory(child.pid!, spelled)!.found).toBe(0)
    // Freed working memory of the crypto library may hold the last one or two for a while, and nobody can zero that.
    // A thousand copies that nobody zeroed would leave all ten.
    const raw = reports.map(({ secret }) => secret)
    expect(foundInMemory(child.pid!, raw)!.found).toBeLessThanOrEqual(3)
  })

  it('writes no core, and opens no inspector when it is signalled', async () => {
    if (existsSync(`/proc/${child.pid}/limits`))
      expect(readFileSync(`/proc/${child.pid}/limits`, 'utf8')).toMatch(/^Max core file size +0 /m)
    child.kill('SIGUSR1')
    const mara = await keys.session('mara')
    expect(mara.id).toBeTruthy()
    const listening = execFileSync(process.execPath, [
      '-e',
      'fetch("http://127.0.0.1:9229/json").then(() => console.log("open"), () => console.log("closed"))',
    ])
    expect(listening.toString().trim()).toBe('closed')
  })

  it.each([
    ['an inspector', { NODE_OPTIONS: '--inspect=127.0.0.1:0' }, []],
    ['diagnostic reports', { NODE_OPTIONS: '--report-on-signal' }, []],
    ['a heap snapshot on a signal', {}, ['--heapsnapshot-signal=SIGUSR2']],
  ])('does not start with %s', async (_what, env, flags) => {
    const started = spawn(process.execPath, [...flags, '--import', 'tsx', 'processes/keyd.ts'], {
      env: {
        ...process.env,
        ...{
          COUNTERSIGN_MODE: 'trial',
          KEYD_DATABASE_URL: keys.database.keyd,
          KEYD_SOCKET: `${keys.socket}.2`,
        },
        ...{ KEYD_HOME: keys.paths.keydHome, TRUST_FILE: keys.paths.trustFile, READER_DIR: place },
        ...env,
      } as NodeJS.ProcessEnv,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    started.stderr!.on('data', (data) => (said += data))
    const [code] = await once(started, 'exit')
    expect(code).toBe(1)
    expect(said).toContain('its memory holds keys')
  })

  it('logs a name and a code of an error that carries a key, and nothing of what it carries', () => {
    const [report] = reports
    const lines: string[] = []
    const log = createLog('keyd', 'info', { write: (line) => lines.push(line) })
    const key = report!.secret
    const error = Object.assign(new Error(`unwrap failed for ${key.toString('base64')}`), {
      code: key.toString('hex'),
      key,
      cause: new Error(key.toString('base64url')),
    })
    log.error('it failed', { error, reason: key.toString('base64'), ...({ secret: key } as object) })
    log.warn('it failed', { error: key })
    log.info('it failed', { error: { name: key.toString('base64'), reason: [key] } })
    const all = Buffer.from(lines.join('\n'))
    expect(lines).toHaveLength(3)
    expect(foundIn(all, spellings(key))).toBe(0)
  })
})

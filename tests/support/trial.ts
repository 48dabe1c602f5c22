import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { SAMPLE_STAFF } from '../../prisma/sample-staff'

const CHECKOUT = path.resolve(import.meta.dirname, '../..')

export type TrialPart =
  | 'frontdoor'
  | 'intake'
  | 'console'
  | 'keyd'
  | 'relay'
  | 'worker'
  | 'redis'
  | 'postgres'
export type TrialPerson = { id: string; email: string; password: string; code: string }

/**
 * A whole trial as `npm start` brings it up: real processes, a state directory and ports of its own. For tests
 * that kill, search what was written, or drive a browser; everything else is quicker on tests/support/stack.ts.
 */
export type Trial = {
  origin: string
  readerOrigin: string
  state: string
  apiKey: string
  webhook: { url: string; secret: string }
  /** By first name in lower case, such as `mara`. */
  staff: Record<string, TrialPerson>
  /** The database's superuser. */
  ownerUrl: string
  query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>
  pidOf(part: TrialPart): number | undefined
  /** SIGKILL; the supervisor starts it again. */
  kill(part: TrialPart): number
  output(): string
  post(report: unknown, headers?: Record<string, string>): Promise<Response>
  stop(): Promise<void>
}

/** Three free ports in a row: console, reader and receiver. */
async function freePorts(): Promise<number> {
  const free = (port: number) =>
    new Promise<number | undefined>((resolve) => {
      const server = createServer()
      server.once('error', () => resolve(undefined))
      server.listen(port, '127.0.0.1', () => {
        const address = server.address()
        server.close(() => resolve(typeof address === 'object' ? (address?.port ?? undefined) : undefined))
      })
    })
  for (;;) {
    const first = await free(0)
    if (
      first &&
      first < 65_000 &&
      (await free(first + 1)) &&
      (await free(first + 2)) &&
      (await free(first + 3))
    )
      return first
  }
}

/** Processes whose parent is this one, with their command lines. */
function childrenOf(parent: number): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
        if (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) !== parent) return []
        return [
          { pid: Number(name), command: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ') },
        ]
      } catch {
        return [] // it ended while we looked
      }
    })
}

const PATTERN: Record<TrialPart, RegExp> = {
  frontdoor: /dist\/frontdoor\.js/,
  intake: /dist\/intake\.js/,
  console: /dist\/console\.js/,
  keyd: /dist\/keyd\.js/,
  relay: /dist\/relay\.js/,
  worker: /dist\/worker\.js/,
  redis: /(redis|valkey)-server/,
  postgres: /\/postgres .*pgdata/,
}

async function readyLine(child: ChildProcess, output: () => string): Promise<void> {
  for (let waited = 0; waited < 280_000; waited += 100) {
    if (output().includes('Ctrl-C stops everything')) return
    if (child.exitCode !== null) throw new Error(`npm start ended (${child.exitCode}):\n${output()}`)
    await sleep(100)
  }
  throw new Error(`npm start did not become ready:\n${output()}`)
}

export async function startTrial(env: Record<string, string> = {}): Promise<Trial> {
  // PostgreSQL runs as another account when this is root, which must be able to enter.
  const state = mkdtempSync(
    path.join(process.getuid?.() === 0 ? '/var/tmp' : os.tmpdir(), 'countersign-trial-'),
  )
  chmodSync(state, 0o755)
  const port = await freePorts()
  // The test runner's NODE_ENV is not the console's.
  const { NODE_ENV: _, ...inherited } = {
    ...process.env,
    STATE_DIR: state,
    PORT: String(port),
    SAMPLE_REPORTS: '0',
    ...env,
  } as Record<string, string>
  let text = ''
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: CHECKOUT,
    env: inherited as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk))
  const output = () => text
  try {
    await readyLine(child, output)
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
  const trial = JSON.parse(readFileSync(path.join(state, 'trial.json'), 'utf8'))
  const codes = JSON.parse(readFileSync(path.join(state, 'reading-codes.json'), 'utf8'))
  const staff = Object.fromEntries(
    SAMPLE_STAFF.map(({ id, email }) => [
      email.split('@')[0]!,
      { id, email, password: trial.passwords[id], code: codes[id] },
    ]),
  )
  const findPid = (part: TrialPart) =>
    childrenOf(child.pid!).find(({ command }) => PATTERN[part].test(command))?.pid
  const databasePort = () => {
    const { command } = childrenOf(child.pid!).find((c) => PATTERN.postgres.test(c.command))!
    return /-p (\d+)/.exec(command)![1]!
  }
  const password = readFileSync(path.join(state, 'pg-password'), 'utf8')
  const ownerUrl = `postgresql://postgres:${password}@127.0.0.1:${databasePort()}/countersign`
  const origin = `http://localhost:${port}`
  return {
    origin,
    readerOrigin: `http://reader.localhost:${port + 1}`,
    state,
    apiKey: trial.apiKey,
    webhook: { url: trial.webhookUrl, secret: trial.webhookSecret },
    staff,
    ownerUrl,
    async query<Row extends object>(sql: string, values: unknown[] = []) {
      const client = new Client({ connectionString: ownerUrl })
      client.on('error', () => undefined)
      await client.connect()
      try {
        return (await client.query<Row>(sql, values)).rows
      } finally {
        await client.end()
      }
    },
    pidOf: findPid,
    kill(part) {
      const pid = findPid(part)
      if (pid === undefined) throw new Error(`${part} does not run`)
      process.kill(pid, 'SIGKILL')
      return pid
    },
    output,
    post: (report, headers = {}) =>
      fetch(`http://127.0.0.1:${port}/api/v1/reports`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${trial.apiKey}`,
          ...headers,
        },
        body:
          typeof report === 'string' || report instanceof Uint8Array
            ? (report as BodyInit)
            : JSON.stringify(report),
        signal: AbortSignal.timeout(20_000),
      }),
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      if (child.exitCode === null) child.kill('SIGTERM')
      await ended
      rmSync(state, { recursive: true, force: true })
    },
  }
}

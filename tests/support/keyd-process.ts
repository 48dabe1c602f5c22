import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'
import type { Trust } from '#domain/trust'
import { setupKeys } from '#services/keys/server/operator/setup'
import { SAMPLE_STAFF } from '../../prisma/sample-staff'

const CHECKOUT = path.resolve(import.meta.dirname, '../..')

/** The key service as `npm start` runs it: a compiled process of its own, which may be killed and started again. */
export type KeydProcess = {
  socket: string
  trust: Trust
  paths: Awaited<ReturnType<typeof setupKeys>>['paths']
  staffCodes: Record<string, string>
  readonly pid: number
  /** True while it lives. */
  readonly alive: boolean
  output(): string
  /** Resolves when it is ready. @throws with its output when it ends instead. */
  start(env?: Record<string, string>): Promise<void>
  kill(): Promise<void>
  /** Resolves when it has ended by whatever hand. */
  ended(): Promise<void>
  stop(): Promise<void>
}

/** @param directory where keys, socket and reader go; removed by its owner. */
export async function startKeydProcess(
  databaseUrl: string,
  directory: string,
  options: { nodeArgs?: string[]; env?: Record<string, string> } = {},
): Promise<KeydProcess> {
  const state = mkdtempSync(path.join(directory, 'keyd-'))
  const readerDir = path.join(state, 'reader')
  mkdirSync(readerDir)
  writeFileSync(path.join(readerDir, 'index.html'), '<!doctype html>')
  const { trust, paths, staffCodes } = await setupKeys({
    stateDir: state,
    mode: 'trial',
    consoleOrigin: 'http://localhost:3000',
    readerOrigin: 'http://reader.localhost:3001',
    staff: SAMPLE_STAFF,
    workerNames: ['worker-1'],
  })
  // Inside the checkout, so that its packages are found.
  mkdirSync(path.join(CHECKOUT, 'node_modules/.cache'), { recursive: true })
  const compiled = mkdtempSync(path.join(CHECKOUT, 'node_modules/.cache/keyd-'))
  await build({
    absWorkingDir: CHECKOUT,
    entryPoints: ['processes/keyd.ts'],
    outdir: compiled,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: true,
    logLevel: 'silent',
  })
  const socket = path.join(state, 'keyd.sock')
  let child: ChildProcess
  let exited: Promise<unknown>
  let output = ''

  const start = async (env: Record<string, string> = {}) => {
    output = ''
    const { NODE_ENV: _, NODE_OPTIONS: __, ...inherited } = process.env
    child = spawn(
      process.execPath,
      ['--enable-source-maps', ...(options.nodeArgs ?? []), path.join(compiled, 'keyd.js')],
      {
        cwd: CHECKOUT,
        env: {
          ...inherited,
          COUNTERSIGN_MODE: 'trial',
          LOG_LEVEL: 'info',
          KEYD_DATABASE_URL: databaseUrl,
          KEYD_SOCKET: socket,
          KEYD_HOME: paths.keydHome,
          TRUST_FILE: paths.trustFile,
          READER_DIR: readerDir,
          ...options.env,
          ...env,
        } as unknown as NodeJS.ProcessEnv,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    exited = once(child, 'exit')
    await new Promise<void>((resolve, reject) => {
      for (const stream of [child.stdout!, child.stderr!])
        stream.on('data', (data) => {
          output += data
          if (output.includes('"msg":"ready"')) resolve()
        })
      exited.then(() => reject(new Error(`the key service ended:\n${output}`)))
    })
  }
  const alive = () => child.exitCode === null && child.signalCode === null
  await start()
  return {
    socket,
    trust,
    paths,
    staffCodes,
    get pid() {
      return child.pid!
    },
    get alive() {
      return alive()
    },
    output: () => output,
    start,
    async kill() {
      if (alive()) child.kill('SIGKILL')
      await exited
    },
    ended: async () => {
      await exited
    },
    async stop() {
      if (alive()) child.kill('SIGTERM')
      await exited
      rmSync(compiled, { recursive: true, force: true })
    },
  }
}

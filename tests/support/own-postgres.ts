import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { childrenOf } from './child-processes'

type Server = { url(database: string): string; port: number; child: ChildProcess; stop(): Promise<void> }
type StartOptions = { settings?: string[]; sync?: boolean; port?: number }
type RoleUrls = Record<'console' | 'intake' | 'worker' | 'keyd', string>

const script = (name: string) => import(new URL(`../../scripts/${name}`, import.meta.url).href)
const { startPostgres } = (await script('lib/postgres.mjs')) as {
  startPostgres(state: string, options?: StartOptions): Promise<Server>
}
const { openRoles } = (await script('lib/database-roles.mjs')) as {
  openRoles(ownerUrl: string, passwords: Record<keyof RoleUrls, string>): Promise<RoleUrls>
}
const { migrate } = (await script('migrate.mjs')) as { migrate(url: string): Promise<string[]> }

/**
 * A PostgreSQL server of a test's or a bench's own, with durability as in production, for what the shared one must
 * not suffer: SIGKILL, SIGSTOP, settings. Its database is migrated and its roles may log in.
 */
export type OwnPostgres = {
  urls: RoleUrls & { owner: string }
  directory: string
  /** SIGKILL to the postmaster; resolves once the process is gone. */
  kill(): Promise<void>
  /** Starts it again on the same port and data: crash recovery. */
  start(): Promise<void>
  /** SIGSTOP or SIGCONT to the postmaster and every back end. */
  signalAll(signal: 'SIGSTOP' | 'SIGCONT'): Promise<void>
  stop(): Promise<void>
}

const PASSWORDS = { console: 'own-console', intake: 'own-intake', worker: 'own-worker', keyd: 'own-keyd' }

export async function startOwnPostgres(settings: string[] = []): Promise<OwnPostgres> {
  // PostgreSQL runs as another account when this is root, which must be able to enter.
  const directory = mkdtempSync(
    path.join(process.getuid?.() === 0 ? '/var/tmp' : os.tmpdir(), 'countersign-own-'),
  )
  chmodSync(directory, 0o755)
  let server = await startPostgres(directory, { settings })
  const owner = server.url('postgres')
  await migrate(owner)
  const urls = { ...(await openRoles(owner, PASSWORDS)), owner }
  const { port } = server

  return {
    urls,
    directory,
    async kill() {
      const gone = once(server.child, 'exit')
      server.child.kill('SIGKILL')
      await gone
    },
    async start() {
      // Back ends of the killed server hold its shared memory until they notice that it is gone.
      for (let attempt = 0; ; attempt++)
        try {
          server = await startPostgres(directory, { settings, port })
          return
        } catch (error) {
          if (attempt > 100) throw error
          await sleep(50)
        }
    },
    async signalAll(signal) {
      for (const pid of [server.child.pid!, ...childrenOf(server.child.pid!)])
        try {
          process.kill(pid, signal)
        } catch {
          // A back end that ended meanwhile.
        }
    },
    async stop() {
      await server.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

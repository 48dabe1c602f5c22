import { cp, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLog } from '#lib/log'
import { requireDurable } from '#services/keys/server/ledger/ledger-guard'
import { startKeyService } from '#services/keys/server/server'
import { migrateKeys } from '#services/keys/server/start/migrate'
import type { Handler } from '#services/ledger/sequencer'
import { type KeyServiceForTests, startTestKeyService } from '../support/keys/key-service'
import { type OwnPostgres, startOwnPostgres } from '../support/own-postgres'

const showCommit: Handler<null, string> = {
  name: 'show-commit',
  most: 1,
  run: async (tx) => {
    const [row] = await tx.query<{ synchronous_commit: string }>('SHOW synchronous_commit')
    return [row!.synchronous_commit]
  },
}

describe('a key service that starts', () => {
  let keys: KeyServiceForTests
  let state: string
  beforeAll(async () => {
    keys = await startTestKeyService()
    await keys.stopService()
    state = await mkdtemp(path.join(os.tmpdir(), 'start-'))
  })
  afterAll(async () => {
    await keys?.stop()
    await rm(state, { recursive: true, force: true })
  })

  type Running = Awaited<ReturnType<typeof startKeyService>>
  async function start(
    name: string,
    databaseUrl = keys.database.keyd,
    allowVolatileStore = true,
  ): Promise<Running> {
    // Each has a copy of the home, as a standby on another host would.
    const home = path.join(state, name)
    await cp(keys.paths.keydHome, home, { recursive: true })
    return startKeyService({
      mode: 'trial',
      databaseUrl,
      socket: path.join(state, `${name}.sock`),
      home,
      trust: keys.trust,
      readerDir: path.join(path.dirname(keys.socket), 'reader'),
      allowVolatileStore,
      log: createLog('keyd', 'silent'),
    })
  }

  it('forces each commit to disk, whatever the settings of role and database say', async () => {
    const role = `ALTER ROLE cs_keyd IN DATABASE ${keys.database.name}`
    await keys.owner.query(`${role} SET synchronous_commit = off`)
    await keys.owner.query(`ALTER DATABASE ${keys.database.name} SET synchronous_commit = off`)
    try {
      const { service, close } = await start('commit')
      expect((await service.sequencer.submit(showCommit, null)).output).toBe('on')
      const outside = await service.pool.query<{ synchronous_commit: string }>('SHOW synchronous_commit')
      expect(outside.rows[0]!.synchronous_commit).toBe('off')
      await close()
    } finally {
      await keys.owner.query(`${role} RESET synchronous_commit`)
      await keys.owner.query(`ALTER DATABASE ${keys.database.name} RESET synchronous_commit`)
    }
  })

  it('has exactly one winner of three, and a loser appends nothing', async () => {
    const starts = async () => (await keys.entries()).filter((entry) => entry.kind === 'start').length
    const before = await starts()
    const names = ['first', 'second', 'third']
    const up = new Map<string, Running>()
    const racing = names.map((name) => start(name).then((running) => up.set(name, running)))
    for (let round = 1; round <= 3; round++) {
      await expect.poll(() => up.size, { timeout: 20_000 }).toBe(1)
      const [[name, winner]] = [...up] as [[string, Running]]
      // Many commits by the winner: a loser that did anything at all would take an index or a lock.
      const size = winner.service.sequencer.committed.size
      await Promise.all(Array.from({ length: 40 }, () => winner.service.sequencer.submit(showCommit, null)))
      expect(up.size).toBe(1)
      expect(await starts()).toBe(before + round)
      const { rows } = await keys.owner.query<{ size: string; entries: string }>(
        'SELECT h.size, (SELECT count(*) FROM keys.entry) AS entries FROM keys.head h',
      )
      expect(Number(rows[0]!.entries)).toBe(Number(rows[0]!.size))
      expect(Number(rows[0]!.size)).toBeGreaterThanOrEqual(size)
      up.delete(name)
      await winner.close()
    }
    await Promise.all(racing)
  })

  describe('on a database that may forget', () => {
    let postgres: OwnPostgres
    beforeAll(async () => {
      postgres = await startOwnPostgres()
      await migrateKeys(postgres.urls.keyd)
    })
    afterAll(async () => {
      await postgres?.stop()
    })

    async function set(setting: string, value: string): Promise<void> {
      const owner = new Client({ connectionString: postgres.urls.owner })
      await owner.connect()
      await owner.query(`ALTER SYSTEM SET ${setting} = ${value}`)
      await owner.query('SELECT pg_reload_conf()')
      await owner.end()
      await expect
        .poll(async () => {
          const client = new Client({ connectionString: postgres.urls.keyd })
          await client.connect()
          const { rows } = await client.query<Record<string, string>>(`SHOW ${setting}`)
          await client.end()
          return rows[0]![setting]
        })
        .toBe(value)
    }

    it('refuses when fsync or full_page_writes is off, in one sentence each', async () => {
      for (const setting of ['fsync', 'full_page_writes']) {
        await set(setting, 'off')
        await expect(start(setting, postgres.urls.keyd, false)).rejects.toThrow(
          `${setting} is off in PostgreSQL`,
        )
        await rm(path.join(state, setting), { recursive: true })
        await set(setting, 'on')
      }
      // Durable again, and still not the database that this home's checkpoint speaks of.
      await expect(start('durable', postgres.urls.keyd, false)).rejects.toThrow('shorter than a checkpoint')
      await rm(path.join(keys.paths.keydHome, 'checkpoint'))
      await rm(path.join(state, 'durable'), { recursive: true })
      const running = await start('durable', postgres.urls.keyd, false)
      expect(running.service.sequencer.healthy).toBe(true)
      const client = new Client({ connectionString: postgres.urls.keyd })
      await client.connect()
      await expect(requireDurable(client)).resolves.toBeUndefined()
      await client.end()
      await running.close()
    })
  })
})

import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type KeydProcess, startKeydProcess } from '#tests/support/keyd-process'
import { ReleaseLoad } from '#tests/support/keys/release-load'
import { type OwnPostgres, startOwnPostgres } from '#tests/support/own-postgres'
import { until } from '#tests/support/until'

let postgres: OwnPostgres
let keyd: KeydProcess
let load: ReleaseLoad
beforeAll(async () => {
  postgres = await startOwnPostgres()
  keyd = await startKeydProcess(postgres.urls.keyd, postgres.directory)
  load = new ReleaseLoad(keyd, postgres.urls.owner)
  await load.claim(30)
})
afterAll(async () => {
  await load?.client.close()
  await keyd?.stop()
  await postgres?.stop()
})

/** SIGKILL to the back end that the sequencer talks to: PostgreSQL ends all others and recovers. */
async function killBackend(): Promise<void> {
  // The last answer may have been on its way before the last kill: the server may still be recovering.
  await until(true, () =>
    load.owner(async (owner) => {
      const { rows } = await owner.query<{ pid: number }>(
        "SELECT pid FROM pg_stat_activity WHERE application_name = 'countersign-keyd-sequencer'",
      )
      return rows.length > 0 && process.kill(rows[0]!.pid, 'SIGKILL')
    }),
  )
}

/** Resolves once the key service has answered one more release. */
async function untilAnswered(patienceMs = 20_000): Promise<void> {
  const before = load.answered
  await until(true, async () => load.answered > before, patienceMs)
}

describe('PostgreSQL killed 50 times under load', () => {
  it('gives no keys without an entry, loses no entry that was answered, and uses no index twice', async () => {
    const stop = load.start(6, 30)
    try {
      for (let kill = 0; kill < 50; kill++) {
        await untilAnswered()
        await sleep(Math.random() * 30)
        if (kill % 10 === 9) {
          await postgres.kill()
          await postgres.start()
        } else await killBackend()
      }
      await untilAnswered()
    } finally {
      await stop()
    }
    const { answered, recorded } = await load.compare()
    expect(answered).toBeGreaterThan(50)
    expect(recorded).toBeGreaterThanOrEqual(answered)
    expect(load.asked.some((asked) => asked.reason === 'ledger_unavailable')).toBe(true)
  }, 150_000)
})

/** How a database fails, and is well again. */
const FAILURES: { name: string; begin(): Promise<unknown>; end(): Promise<unknown> }[] = [
  { name: 'down', begin: () => postgres.kill(), end: () => postgres.start() },
  {
    name: 'hung',
    begin: () => postgres.signalAll('SIGSTOP'),
    end: () => postgres.signalAll('SIGCONT'),
  },
  {
    name: 'read-only',
    begin: () => setting('ALTER SYSTEM SET default_transaction_read_only = on'),
    end: () => setting('ALTER SYSTEM RESET default_transaction_read_only'),
  },
  {
    // A full disk cannot be made without privileges. What PostgreSQL says when it cannot extend a file can: 53100.
    name: 'full',
    begin: () =>
      load.owner((owner) =>
        owner.query(`
          CREATE FUNCTION keys.disk_full() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
          CREATE TRIGGER disk_full BEFORE INSERT ON keys.entry FOR EACH STATEMENT EXECUTE FUNCTION keys.disk_full()`),
      ),
    end: () =>
      load.owner((owner) =>
        owner.query('DROP TRIGGER disk_full ON keys.entry; DROP FUNCTION keys.disk_full'),
      ),
  },
]
async function setting(change: string): Promise<void> {
  await load.owner(async (owner) => {
    await owner.query('SET default_transaction_read_only = off')
    await owner.query(change)
    await owner.query('SELECT pg_reload_conf()')
  })
}

describe('a database that is', () => {
  it.each(FAILURES)(
    '$name: 503 in time, no keys, and releases again within five seconds',
    async (failure) => {
      await load.ask()
      const before = await load.compare()
      await failure.begin()
      const refused = await Promise.all([load.ask(), load.ask(), load.ask()])
      // The client gives up after 2.5 s with another reason: this is the key service's own 503, which came before.
      expect(refused.map(({ reason }) => reason)).toEqual(Array(3).fill('ledger_unavailable'))
      await failure.end()
      await until(true, async () => (await load.ask()).answer !== undefined, 5_000)
      const after = await load.compare()
      expect(after.answered).toBeGreaterThan(before.answered)
      // Nothing was recorded for what was refused either, unless its outcome was not known.
      if (failure.name !== 'hung')
        expect(after.recorded - before.recorded).toBe(after.answered - before.answered)
    },
  )
})

import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '#tests/support/database'
import { type KeydProcess, startKeydProcess } from '#tests/support/keyd-process'
import { ReleaseLoad } from '#tests/support/keys/release-load'
import { temporaryDirectory } from '#tests/support/temporary-directory'
import { until } from '#tests/support/until'
import { WireTap } from '#tests/support/wire-tap'

let database: TestDatabase
let tap: WireTap
let keyd: KeydProcess
let load: ReleaseLoad
const directory = temporaryDirectory('kill-keyd-')
beforeAll(async () => {
  database = await createTestDatabase()
  tap = new WireTap(new URL(database.keyd))
  await tap.listen()
  const url = new URL(database.keyd)
  url.host = `127.0.0.1:${tap.port}`
  keyd = await startKeydProcess(url.href, directory.path)
  load = new ReleaseLoad(keyd, database.owner)
  await load.claim(4)
})
afterAll(async () => {
  tap?.close()
  await load?.client.close()
  await keyd?.stop()
  await database?.drop()
  directory.remove()
})

/** Asks for a release and kills the key service where `stop` says; starts it again afterwards. */
async function killWhere(stop: (kill: () => true) => void) {
  const kill = (): true => {
    void keyd.kill()
    return true
  }
  stop(kill)
  tap.arm()
  const asked = await load.ask()
  tap.disarm()
  await keyd.ended()
  await keyd.start()
  return asked
}

describe('a key service that is killed at a step of a release', () => {
  it('commits nothing and answers nothing before each statement; after COMMIT the entry is there, the keys are not', async () => {
    // Once without a kill, to learn the steps.
    tap.arm()
    await load.ask()
    tap.disarm()
    const commit = tap.seen.findIndex((sql) => sql.startsWith('COMMIT'))
    const steps = tap.seen.slice(0, commit + 1)
    expect(steps[0]).toMatch(/^BEGIN/)
    expect(steps.length).toBeGreaterThanOrEqual(8)

    for (const [step] of steps.entries()) {
      const before = await load.compare()
      const killed = await killWhere((kill) => {
        tap.onStatement = (_sql, count) => count === step && kill()
      })
      expect([step, killed.reason]).toEqual([step, 'keyd_unavailable'])
      expect(await load.compare()).toEqual(before)
      // Nothing happened, so that the same bytes may still be used: once.
      expect((await load.ask(killed)).answer).toBeDefined()
      expect((await load.ask({ ...killed, answer: undefined })).reason).toBe('replayed')
    }

    const before = await load.compare()
    const killed = await killWhere((kill) => {
      tap.onCommitted = kill
    })
    expect(killed.reason).toBe('keyd_unavailable')
    // The entry says that keys may have left; they have not, and the request is used up.
    expect(await load.compare()).toEqual({ answered: before.answered, recorded: before.recorded + 1 })
    expect((await load.ask(killed)).reason).toBe('replayed')
  }, 150_000)

  it('loses nothing that was answered and records nothing twice when it is killed at any moment under load', async () => {
    for (let round = 0; round < 5; round++) {
      const before = load.answered
      const stop = load.start(8, 5)
      await until(true, async () => load.answered >= before + 10)
      await sleep(Math.random() * 40)
      await keyd.kill()
      await stop()
      await keyd.start()
    }
    const unanswered = load.asked.filter((asked) => asked.reason === 'keyd_unavailable')
    expect(unanswered.length).toBeGreaterThan(0)
    const { answered, recorded } = await load.compare()
    expect(answered).toBeGreaterThanOrEqual(50)
    expect(recorded).toBeGreaterThanOrEqual(answered)
  }, 150_000)
})

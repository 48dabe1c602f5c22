import { startOwnPostgres } from '#tests/support/own-postgres'
import { startOwnSequencer } from '#tests/support/own-sequencer'
import { appendsPerSecond, chainAppendsPerSecond } from './ledger-appends.part'
import { measureReleases } from './ledger-releases.part'
import { verifySeconds } from './ledger-verify.part'
import { type Bench, type BenchResult, rounded } from './result'

const AT_ONCE = [1, 16, 64, 256]

/**
 * The ledger on a PostgreSQL of its own with fsync on: single appends beside a row-locked hash chain, whole releases
 * by a key service in a process of its own, and the verifier over a million entries. Everything shares this machine:
 * database, key service, and the clients that ask.
 */
export const bench: Bench = async ({ quick, log }) => {
  const results: BenchResult[] = []
  const add = (name: string, value: number, unit: string, n: number) => {
    results.push({ name, value: rounded(value), unit, n })
    log(`${name}: ${rounded(value)} ${unit}`)
  }
  log('starting a PostgreSQL of its own, fsync on')
  const postgres = await startOwnPostgres()
  try {
    const sequencer = await startOwnSequencer(postgres.urls.keyd)
    const seconds = quick ? 1 : 5
    for (const atOnce of AT_ONCE) {
      const { perSecond, n } = await appendsPerSecond(sequencer, atOnce, seconds)
      add(`appends_per_s_${atOnce}`, perSecond, 'appends/s', n)
    }
    await sequencer.close()
    const chain = await chainAppendsPerSecond(postgres.urls.owner, 64, seconds)
    add('chain_appends_per_s_64', chain.perSecond, 'appends/s', chain.n)
  } finally {
    await postgres.stop()
  }

  const releases = await measureReleases(quick ? 500 : 6_000, quick ? 100 : 1_000, log)
  add('releases_per_s_64', releases.perSecond, 'releases/s', releases.n)
  add('release_p50_ms_1', releases.p50AloneMs, 'ms', releases.alone)
  add('release_p99_ms_64', releases.p99Ms, 'ms', releases.n)
  add('release_cpu_ms', releases.cpuMs, 'ms', releases.n)

  // A quick run extrapolates: what the process takes to start is in it once, not twenty times.
  const entries = quick ? 50_000 : 1_000_000
  const verified = await verifySeconds(entries, log)
  const start = quick ? await verifySeconds(256, log) : verified
  add('verify_1m_s', start + (verified - start) * (1_000_000 / entries), 's', entries)
  return results
}

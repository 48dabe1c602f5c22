import { setTimeout as sleep } from 'node:timers/promises'

/** Asks /api/ready until all of it is up. @returns the names of what is down when `patienceMs` has passed. */
export async function waitUntilReady(origin, patienceMs, stopped = () => false) {
  const until = Date.now() + patienceMs
  let down = ['front door']
  while (Date.now() < until && !stopped()) {
    try {
      const answer = await fetch(new URL('/api/ready', origin), { signal: AbortSignal.timeout(5_000) })
      const body = await answer.json().catch(() => ({}))
      if (answer.status === 200) return []
      const parts = Object.entries(body.parts ?? {}).filter(([, state]) => state !== 'ok')
      down = parts.length > 0 ? parts.map(([name]) => name) : ['console']
    } catch {
      down = ['front door']
    }
    await sleep(150)
  }
  return down
}

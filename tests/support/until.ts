import { setTimeout as sleep } from 'node:timers/promises'

/** Waits until the answer is the wanted one: for hooks, where vitest's `expect.poll` may not be called. */
export async function until<T>(wanted: T, ask: () => Promise<T>, patienceMs = 60_000): Promise<void> {
  const end = Date.now() + patienceMs
  let last: T | undefined
  while (Date.now() < end) {
    last = await ask().catch(() => undefined)
    if (last === wanted) return
    await sleep(100)
  }
  throw new Error(`waited ${patienceMs} ms for ${String(wanted)}; it was ${String(last)}`)
}

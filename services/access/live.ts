import type { AccessCounts } from '#domain/access-rules'
import { REGIONS } from '#domain/region'
import { createLog } from '#lib/log'

const log = createLog('console')
const TICK_MS = 2_000
type Ask = (regions: readonly string[]) => Promise<AccessCounts>
type Poller = { listeners: Set<() => void>; timer: NodeJS.Timeout | undefined; last: string | undefined }
const kept = globalThis as unknown as { countersignAccess?: Poller }

/**
 * Tells when what waits for leads has changed: one question a process every two seconds, and none when nobody listens.
 * @returns how to stop listening.
 */
export function onAccessChange(ask: Ask, listener: () => void): () => void {
  kept.countersignAccess ??= { listeners: new Set(), timer: undefined, last: undefined }
  const state = kept.countersignAccess
  state.listeners.add(listener)
  if (state.timer === undefined) {
    state.last = undefined
    schedule(state, ask)
  }
  return () => state.listeners.delete(listener)
}

function schedule(state: Poller, ask: Ask): void {
  state.timer = setTimeout(async () => {
    try {
      const now = JSON.stringify(await ask(REGIONS))
      if (state.last !== undefined && state.last !== now) for (const listener of state.listeners) listener()
      state.last = now
    } catch (error) {
      log.warn('the access poller got no answer', { error })
    }
    if (state.listeners.size > 0) schedule(state, ask)
    else state.timer = undefined
  }, TICK_MS)
}

import { createLog } from '#lib/log'
import { prisma } from '#lib/prisma'

export type CaseChange = { id: bigint; caseId: string; region: string }
type Listener = (changes: CaseChange[]) => void

const log = createLog('console')
const TICK_MS = 1_000
/** Ids are given before a transaction commits, so a smaller one may appear later: look back this far. */
const LOOK_BACK = 500n

type Poller = { listeners: Set<Listener>; timer: NodeJS.Timeout | undefined; last: bigint; seen: Set<bigint> }
const kept = globalThis as unknown as { countersignLive?: Poller }

function poller(): Poller {
  kept.countersignLive ??= { listeners: new Set(), timer: undefined, last: -1n, seen: new Set() }
  return kept.countersignLive
}

async function tick(state: Poller): Promise<void> {
  if (state.last < 0n) {
    const [row] = await prisma().$queryRaw<
      { id: bigint }[]
    >`SELECT coalesce(max(id), 0) AS id FROM case_event`
    state.last = row?.id ?? 0n
    return
  }
  const from = state.last > LOOK_BACK ? state.last - LOOK_BACK : 0n
  const rows = await prisma().$queryRaw<{ id: bigint; case_id: string; region: string }[]>`
    SELECT e.id, e.case_id, c.region FROM case_event e JOIN review_case c ON c.id = e.case_id
    WHERE e.id > ${from} ORDER BY e.id DESC LIMIT 2000`
  const first = state.seen.size === 0
  const fresh = rows.filter((row) => (first ? row.id > state.last : !state.seen.has(row.id)))
  state.seen = new Set(rows.map((row) => row.id))
  state.last = rows[0]?.id ?? state.last
  if (fresh.length === 0) return
  const changes = fresh.map((row) => ({ id: row.id, caseId: row.case_id, region: row.region }))
  for (const listener of state.listeners) listener(changes)
}

function schedule(state: Poller): void {
  state.timer = setTimeout(async () => {
    try {
      await tick(state)
    } catch (error) {
      log.warn('the live poller could not read', { store: 'postgres', error })
    }
    if (state.listeners.size > 0) schedule(state)
    else state.timer = undefined
  }, TICK_MS)
}

/**
 * Tells of changed cases from one poller a process, however many pages listen; it rests when nobody does.
 * @returns how to stop listening.
 */
export function onCaseChange(listener: Listener): () => void {
  const state = poller()
  state.listeners.add(listener)
  if (state.timer === undefined) {
    state.last = -1n
    state.seen.clear()
    schedule(state)
  }
  return () => state.listeners.delete(listener)
}

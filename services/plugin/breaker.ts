/** Failures in a row before a destination is left alone, and for how long: doubled with each probe that fails. */
const FAILURES = 5
const FIRST_PAUSE_MS = 30_000
const LONGEST_PAUSE_MS = 10 * 60_000
/** Questions to one destination at once, in this process. */
const AT_ONCE = 4

type State = { failures: number; pauseMs: number; openUntil: number; probing: boolean; inFlight: number }
export type Admission =
  | { ok: true; settle: (worked: boolean | undefined) => void }
  | { ok: false; code: 'breaker_open' | 'busy' }

/**
 * Keeps a destination that fails or hangs from being asked again and again: closed, open for a while, then half open for
 * a single probe, by which it closes or stays open for longer. One for each destination, in one process.
 */
export class Breakers {
  private readonly states = new Map<string, State>()
  private readonly now: () => number

  /** @param now milliseconds of a clock that does not jump back. */
  constructor(now: () => number = () => performance.now()) {
    this.now = now
  }

  /** Asks for leave to send. Who gets it must settle, once: how it went, or undefined when nothing was sent. */
  enter(destination: string): Admission {
    const state = this.of(destination)
    const half = state.failures >= FAILURES
    if (half && (this.now() < state.openUntil || state.probing)) return { ok: false, code: 'breaker_open' }
    if (state.inFlight >= AT_ONCE) return { ok: false, code: 'busy' }
    state.inFlight++
    if (half) state.probing = true
    let settled = false
    return {
      ok: true,
      settle: (worked) => {
        if (settled) return
        settled = true
        state.inFlight--
        if (half) state.probing = false
        if (worked === undefined) return
        if (worked) Object.assign(state, { failures: 0, pauseMs: FIRST_PAUSE_MS, openUntil: 0 })
        else this.failed(state, half)
      },
    }
  }

  private failed(state: State, probe: boolean): void {
    state.failures++
    // Those that were under way when it opened tell nothing new.
    if (state.failures !== FAILURES && !probe) return
    if (probe) state.pauseMs = Math.min(LONGEST_PAUSE_MS, state.pauseMs * 2)
    state.openUntil = this.now() + state.pauseMs
  }

  private of(destination: string): State {
    let state = this.states.get(destination)
    if (!state) {
      state = { failures: 0, pauseMs: FIRST_PAUSE_MS, openUntil: 0, probing: false, inFlight: 0 }
      this.states.set(destination, state)
    }
    return state
  }
}

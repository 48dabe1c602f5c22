import { AppError } from '#domain/errors'
import type { Log } from '#lib/log'
import type { Handler } from '#services/ledger/sequencer'

/** A difference that a clock which is being disciplined never shows. */
const STEP_MS = 30_000
/** How far our clock and the database's may be apart. */
const APART_MS = 60_000
const COMPARE_EVERY_MS = 5_000

export type ClockOptions = {
  now: () => number
  /** The database's clock. */
  databaseNow: () => Promise<number>
  /** Told once for each doubt: by how many milliseconds the clock was off. */
  onStep: (offMs: number) => void
  /** Monotonic, in milliseconds. */
  monotonic?: () => number
}

/**
 * Whether the time may be believed. Leases, grants and retention all hang on it, so that a clock which jumped, or
 * which disagrees with the database's, opens nothing until both agree again and it is not behind what the ledger
 * already says.
 */
export class ClockGuard {
  private readonly options: ClockOptions
  private readonly monotonic: () => number
  private wall: number
  private ticks: number
  private latest = 0
  private doubted = false
  private timer: NodeJS.Timeout | undefined

  constructor(options: ClockOptions) {
    this.options = options
    this.monotonic = options.monotonic ?? (() => performance.now())
    this.wall = options.now()
    this.ticks = this.monotonic()
  }

  get sure(): boolean {
    return !this.doubted
  }

  /** The time now. Notices a step against the monotonic clock since it was last asked. */
  readonly read = (): number => {
    const wall = this.options.now()
    const ticks = this.monotonic()
    const step = wall - this.wall - (ticks - this.ticks)
    this.wall = wall
    this.ticks = ticks
    if (Math.abs(step) > STEP_MS) this.doubt(step)
    else if (wall < this.latest - STEP_MS) this.doubt(wall - this.latest)
    if (this.sure) this.latest = Math.max(this.latest, wall)
    return wall
  }

  /** @throws AppError `clock_unsure` */
  readonly require = (): void => {
    this.read()
    if (!this.sure)
      throw new AppError('unavailable', 'The clock of the key service is not sure, so nothing was opened.', {
        reason: 'clock_unsure',
      })
  }

  /** @param at of the last entry: time never runs back behind it. */
  startAfter(at: number): void {
    this.latest = Math.max(this.latest, at)
  }

  /** Holds our clock against the database's. Without an answer nothing changes. */
  async compare(): Promise<void> {
    const before = this.read()
    const database = await this.options.databaseNow()
    const after = this.read()
    // Somewhere between the two readings was the database's.
    const off = after < database ? after - database : before > database ? before - database : 0
    if (Math.abs(off) > APART_MS) this.doubt(off)
    else if (after >= this.latest - STEP_MS) this.doubted = false
  }

  start(): void {
    this.timer = setInterval(() => {
      this.compare().catch(() => undefined)
    }, COMPARE_EVERY_MS)
  }

  stop(): void {
    clearInterval(this.timer)
  }

  private doubt(off: number): void {
    if (this.doubted) return
    this.doubted = true
    this.options.onStep(Math.round(off))
  }
}

/** What the key service noticed by itself. */
export const recordAlarm: Handler<{ code: string; value: number }, null> = {
  name: 'alarm',
  most: 16,
  run: async (tx, inputs) => {
    for (const { code, value } of inputs) tx.append({ kind: 'alarm', code, value })
    return inputs.map(() => null)
  },
}

/**
 * The clock of everything, and who watches it. Where `now` is given and nobody asks for the guard, time is what the
 * caller says.
 */
export function watchedClock(
  options: {
    now?: () => number
    clockGuard?: boolean
    log: Log
    metrics: { onClockStep(offMs: number): void }
  },
  service: {
    query(text: string): Promise<object[]>
    tell(alarm: { code: string; value: number }): void
  },
): { clock: ClockGuard | undefined; now: () => number } {
  const source = options.now ?? Date.now
  if (!(options.clockGuard ?? options.now === undefined)) return { clock: undefined, now: source }
  const clock = new ClockGuard({
    now: source,
    databaseNow: async () => {
      const [row] = await service.query('SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS at')
      return (row as { at: number }).at
    },
    onStep: (offMs) => {
      options.metrics.onClockStep(offMs)
      options.log.error('the clock is not sure: nothing is opened', { ms: offMs })
      service.tell({ code: 'clock_step', value: offMs })
    },
  })
  return { clock, now: clock.read }
}

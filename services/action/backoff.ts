const MINUTE_MS = 60_000
/** Waits after the first, second … failed try. Together a little over a day; the next failure is the last. */
const WAITS_MS = [
  5_000,
  30_000,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  60 * MINUTE_MS,
  2 * 60 * MINUTE_MS,
  4 * 60 * MINUTE_MS,
  8 * 60 * MINUTE_MS,
  10 * 60 * MINUTE_MS,
]
export const MAX_DELIVERY_ATTEMPTS = WAITS_MS.length + 1

/**
 * How long to wait after `attempts` failed tries, or undefined when that was the last.
 * @param random 0 to 1; up to a fifth is added or taken, so that deliveries that failed together do not come back
 * together.
 */
export function deliveryWaitMs(attempts: number, random: number): number | undefined {
  const wait = WAITS_MS[attempts - 1]
  return wait === undefined ? undefined : Math.round(wait * (0.8 + 0.4 * random))
}

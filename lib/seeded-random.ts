/**
 * A seeded generator of floats in [0, 1): the same on every machine, so that a figure is reproduced and a failure found
 * again. Mulberry32: 32 bits of state, good enough to draw rows with, and not for secrets.
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

import { concat, u16 } from './bytes'

/** Entry bundles of C2SP `tlog-tiles`: up to 256 entries, each u16 length ‖ bytes. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return concat(...entries.flatMap((bytes) => [u16(bytes.length), bytes]))
}

/**
 * The first `count` entries of a bundle, fewer where it is cut short. @returns what stands after them in `rest`,
 * which is 0 in a bundle of that width.
 */
export function decodeBundle(bundle: Uint8Array, count: number): { entries: Uint8Array[]; rest: number } {
  const entries: Uint8Array[] = []
  let at = 0
  while (entries.length < count) {
    if (at + 2 > bundle.length) break
    const end = at + 2 + bundle[at]! * 256 + bundle[at + 1]!
    if (end > bundle.length) break
    entries.push(bundle.subarray(at + 2, end))
    at = end
  }
  return { entries, rest: bundle.length - at }
}

import { MAX_BODY_BYTES } from '#domain/report'

/** One line of a JSON Lines file as its exact bytes, numbered from 1; `undefined` when it is too long to send. */
export type Line = { number: number; bytes: Buffer | undefined }

/**
 * Splits a stream into lines without decoding it: a decoder would quietly repair what is not UTF-8, and the server
 * should see, and refuse, what the file really holds. Empty lines are skipped, and CR before LF is dropped.
 */
export async function* readLines(
  source: AsyncIterable<Buffer>,
  maxBytes = MAX_BODY_BYTES,
): AsyncGenerator<Line> {
  let parts: Buffer[] = []
  let length = 0
  let number = 0
  const finish = (): Line | undefined => {
    number++
    const whole = length > maxBytes ? undefined : Buffer.concat(parts)
    parts = []
    length = 0
    const bytes = whole?.at(-1) === 0x0d ? whole.subarray(0, -1) : whole
    return bytes?.length === 0 ? undefined : { number, bytes }
  }
  for await (const chunk of source) {
    let from = 0
    for (let to = chunk.indexOf(0x0a); to !== -1; to = chunk.indexOf(0x0a, from)) {
      keep(chunk.subarray(from, to))
      from = to + 1
      const line = finish()
      if (line) yield line
    }
    keep(chunk.subarray(from))
  }
  if (length > 0) {
    const line = finish()
    if (line) yield line
  }

  function keep(part: Buffer): void {
    length += part.length
    // Past the limit the bytes are only counted, so that one endless line does not fill the memory.
    if (length <= maxBytes) parts.push(part)
    else parts = []
  }
}

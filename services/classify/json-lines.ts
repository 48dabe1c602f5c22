import { StringDecoder } from 'node:string_decoder'

/** A line that is longer than the limit: it is dropped as it comes, so that it cannot fill the memory. */
export const TOO_LONG = Symbol('a line that is too long')
/** Characters: 5,000 messages of six thousand each. */
export const LONGEST_LINE = 32 * 1024 * 1024

/**
 * The lines of a stream of UTF-8, split at line feeds alone: JSON may hold U+2028 and U+2029 as they are, which
 * `node:readline` takes for ends of lines. A byte order mark at the start is dropped.
 */
export async function* jsonLines(
  chunks: AsyncIterable<Uint8Array>,
  longest = LONGEST_LINE,
): AsyncGenerator<string | typeof TOO_LONG> {
  const decoder = new StringDecoder('utf8')
  let parts: string[] = []
  let length = 0
  let first = true
  const keep = (piece: string) => {
    length += piece.length
    if (length > longest) parts = []
    else parts.push(piece)
  }
  const end = () => {
    const line = length > longest ? TOO_LONG : parts.join('')
    parts = []
    length = 0
    return line
  }
  for await (const chunk of chunks) {
    const text = decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
    const pieces = (first && text.startsWith('\ufeff') ? text.slice(1) : text).split('\n')
    if (text !== '') first = false
    for (const piece of pieces.slice(0, -1)) {
      keep(piece)
      yield end()
    }
    keep(pieces.at(-1)!)
  }
  keep(decoder.end())
  const last = end()
  if (last !== '') yield last
}

import { StringDecoder } from 'node:string_decoder'

/**
 * The lines of a stream of UTF-8, split at line feeds alone: JSON may hold U+2028 and U+2029 as they are, which
 * `node:readline` takes for ends of lines. A byte order mark at the start is dropped.
 */
export async function* jsonLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8')
  let parts: string[] = []
  let first = true
  for await (const chunk of chunks) {
    const text = decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
    const pieces = (first && text.startsWith('\ufeff') ? text.slice(1) : text).split('\n')
    if (text !== '') first = false
    for (const piece of pieces.slice(0, -1)) {
      parts.push(piece)
      yield parts.join('')
      parts = []
    }
    parts.push(pieces.at(-1)!)
  }
  const last = parts.join('') + decoder.end()
  if (last !== '') yield last
}

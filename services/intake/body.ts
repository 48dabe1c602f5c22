import { fromUtf8 } from '#domain/bytes'
import { jsonErrorOffset, lineAndColumn } from './json-position'
import { IntakeProblem } from './problems'

/**
 * The JSON of a request's raw bytes. UTF-8 is checked on the bytes themselves, because a lenient decoder would
 * replace what it cannot read and the report would no longer say what was said.
 * @throws IntakeProblem 400 with a position and never a piece of the body.
 */
export function readJson(bytes: Buffer): unknown {
  if (bytes.length === 0) throw new IntakeProblem(400, 'empty_body', 'The body is empty.')
  const text = decode(bytes)
  try {
    return JSON.parse(text)
  } catch {
    const offset = jsonErrorOffset(text)
    const { line, column } = lineAndColumn(text, offset)
    throw new IntakeProblem(400, 'not_json', 'The body is not JSON.', [
      { pointer: '', detail: `not JSON at line ${line}, column ${column} (character ${offset})` },
    ])
  }
}

function decode(bytes: Buffer): string {
  try {
    return fromUtf8(bytes)
  } catch {
    throw new IntakeProblem(400, 'not_utf8', 'The body is not UTF-8.', [
      { pointer: '', detail: `not well-formed UTF-8 at byte ${utf8ErrorOffset(bytes)}` },
    ])
  }
}

/** Offset of the first byte that cannot continue UTF-8; the length when the bytes end inside a character. */
function utf8ErrorOffset(bytes: Buffer): number {
  let [good, bad] = [0, bytes.length + 1]
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    try {
      // As a stream, so that a sequence cut off by the prefix's end is not an error.
      decoder.decode(bytes.subarray(0, middle), { stream: true })
      good = middle
    } catch {
      bad = middle
    }
  }
  return good
}

import { createReadStream, lstatSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { constants, inflateRawSync } from 'node:zlib'

/**
 * A canary is a string that occurs nowhere else. It is driven through the system as content, and then every file
 * that the system wrote is searched for it in each form that a leak could take.
 */
export type CanaryHit = { file: string; form: string; canary: string }

/** The forms of one text: UTF-8, UTF-16 both ways, JSON-escaped, base64 at three offsets in both alphabets, hex. */
export function canaryForms(canary: string): Map<string, Buffer> {
  const forms = new Map<string, Buffer>()
  const bytes = Buffer.from(canary, 'utf8')
  forms.set('utf8', bytes)
  const wide = Buffer.from(canary, 'utf16le')
  forms.set('utf16le', wide)
  forms.set('utf16be', Buffer.from(wide).swap16())
  forms.set('json', Buffer.from(JSON.stringify(canary).slice(1, -1)))
  forms.set(
    'json \\u',
    Buffer.from(Array.from(wide.toString('utf16le'), (c) => `\\u${hex4(c.charCodeAt(0))}`).join('')),
  )
  forms.set('hex', Buffer.from(bytes.toString('hex')))
  forms.set('HEX', Buffer.from(bytes.toString('hex').toUpperCase()))
  for (let offset = 0; offset < 3; offset++) {
    // What stands before shifts the alphabet; the first and last characters mix with the neighbours, so they go.
    const shifted = Buffer.concat([Buffer.alloc(offset, 0x41), bytes])
    const from = offset === 0 ? 0 : 4
    const whole = shifted.length - (shifted.length % 3)
    const text = shifted.subarray(0, whole).toString('base64').slice(from)
    forms.set(`base64+${offset}`, Buffer.from(text))
    forms.set(`base64url+${offset}`, Buffer.from(text.replaceAll('+', '-').replaceAll('/', '_')))
  }
  return forms
}

function hex4(code: number): string {
  return code.toString(16).padStart(4, '0')
}

/** Everything below the folders that is a regular file. */
export function filesBelow(...roots: string[]): string[] {
  const files: string[] = []
  const visit = (entry: string) => {
    const stat = lstatSync(entry, { throwIfNoEntry: false })
    if (stat?.isFile()) files.push(entry)
    else if (stat?.isDirectory()) for (const name of readdirSync(entry)) visit(path.join(entry, name))
  }
  for (const root of roots) visit(root)
  return files
}

const CHUNK = 8 * 1024 * 1024
const GZIP = Buffer.from([0x1f, 0x8b, 0x08])

async function* overlappingChunks(file: string, overlap: number): AsyncGenerator<Buffer> {
  let tail: Buffer = Buffer.alloc(0)
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK })) {
    const data: Buffer = Buffer.concat([tail, chunk as Buffer])
    yield data
    tail = data.subarray(Math.max(0, data.length - overlap))
  }
}

/**
 * What the gzip stream at this place holds, or nothing. Read as raw deflate behind its header (RFC 1952 §2.3),
 * because a stream inside a file has other bytes behind it. Bounded, so that a bomb cannot fill the memory.
 */
function gunzippedAt(data: Buffer, at: number): Buffer | undefined {
  const flags = data[at + 3] ?? 0
  let from = at + 10
  if (flags & 0x04) from += 2 + (data[from] ?? 0) + 256 * (data[from + 1] ?? 0)
  if (flags & 0x08) from = data.indexOf(0, from) + 1
  if (flags & 0x10) from = data.indexOf(0, from) + 1
  if (flags & 0x02) from += 2
  try {
    return inflateRawSync(data.subarray(from, from + 1024 * 1024), {
      maxOutputLength: 4 * 1024 * 1024,
      finishFlush: constants.Z_SYNC_FLUSH, // a stream that was cut off still yields what it has
    })
  } catch {
    return undefined
  }
}

/** Searches the files for every form of every canary, inside gzip streams too. */
export async function searchFor(canaries: string[], files: string[]): Promise<CanaryHit[]> {
  const needles = canaries.flatMap((canary) =>
    [...canaryForms(canary)].map(([form, bytes]) => ({ canary, form, bytes })),
  )
  const longest = Math.max(...needles.map((needle) => needle.bytes.length))
  const hits: CanaryHit[] = []
  const found = new Set<string>()
  const search = (data: Buffer, file: string, prefix: string) => {
    for (const { canary, form, bytes } of needles) {
      const key = `${file}\0${prefix}${form}\0${canary}`
      if (found.has(key) || !data.includes(bytes)) continue
      found.add(key)
      hits.push({ file, form: prefix + form, canary })
    }
  }
  for (const file of files) {
    for await (const data of overlappingChunks(file, longest)) {
      search(data, file, '')
      for (let at = data.indexOf(GZIP); at >= 0; at = data.indexOf(GZIP, at + 1)) {
        const inflated = gunzippedAt(data, at)
        if (inflated) search(inflated, file, 'gzip ')
      }
    }
  }
  return hits
}

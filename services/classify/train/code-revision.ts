import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
/** What decides a score beside the weights; folders stand for all they hold, tests left out. */
const SOURCES: Record<string, readonly string[]> = {
  harassment: ['harassment.ts', 'harassment', 'linear', 'text', 'patterns', 'language.ts', 'stop-words.ts'],
  grooming: ['grooming.ts', 'grooming', 'text', 'patterns', 'language.ts', 'stop-words.ts'],
}

/** For each classifier the first 8 hex digits of the SHA-256 over its files' names and contents, in their order. */
export function codeRevisions(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(SOURCES).map(([name, sources]) => {
      const hash = createHash('sha256')
      for (const file of sources.flatMap(filesOf).sort())
        hash
          .update(`${file}\n`)
          .update(readFileSync(join(ROOT, file)))
          .update('\0')
      return [name, hash.digest('hex').slice(0, 8)]
    }),
  )
}

function filesOf(source: string): string[] {
  if (source.endsWith('.ts')) return [source]
  return readdirSync(join(ROOT, source))
    .filter((file) => /\.(ts|json)$/.test(file) && !file.endsWith('.test.ts'))
    .map((file) => `${source}/${file}`)
}

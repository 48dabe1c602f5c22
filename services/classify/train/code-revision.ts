import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ClassifierDescription } from '#domain/classifier'

const ROOT = join(import.meta.dirname, '..')
/**
 * For each classifier that names its sources the first 8 hex digits of the SHA-256 over their names and contents, in
 * their order. Folders stand for all they hold, tests left out.
 */
export function codeRevisions(registry: readonly ClassifierDescription[]): Record<string, string> {
  return Object.fromEntries(
    registry.flatMap(({ name, sources }) => {
      if (!sources) return []
      const hash = createHash('sha256')
      for (const file of sources.flatMap(filesOf).sort())
        hash
          .update(`${file}\n`)
          .update(readFileSync(join(ROOT, file)))
          .update('\0')
      return [[name, hash.digest('hex').slice(0, 8)]]
    }),
  )
}

function filesOf(source: string): string[] {
  if (source.endsWith('.ts')) return [source]
  return readdirSync(join(ROOT, source), { encoding: 'utf8', recursive: true })
    .filter((file) => /\.(ts|json)$/.test(file) && !file.endsWith('.test.ts'))
    .map((file) => `${source}/${file}`)
}

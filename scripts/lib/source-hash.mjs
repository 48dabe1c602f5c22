import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { CHECKOUT } from './state-directory.mjs'

function* filesBelow(place) {
  const full = path.join(CHECKOUT, place)
  if (!existsSync(full)) return
  if (statSync(full).isFile()) yield place
  else for (const name of readdirSync(full).sort()) yield* filesBelow(path.join(place, name))
}

/** SHA-256 over the names and bytes of everything below these places; tests are left out. */
export function sourceHash(places) {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0])
  for (const place of places)
    for (const file of filesBelow(place)) {
      if (/\.test\.tsx?$/.test(file)) continue
      hash.update(`${file}\0`).update(
        createHash('sha256')
          .update(readFileSync(path.join(CHECKOUT, file)))
          .digest(),
      )
    }
  return hash.digest('hex')
}

/** Runs `build` unless the stamp says that it has run on these sources. @returns true when it ran. */
export async function buildWhenChanged(stamp, places, build) {
  const file = path.join(CHECKOUT, stamp)
  const hash = sourceHash(places)
  if (existsSync(file) && readFileSync(file, 'utf8') === hash) return false
  await build()
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, hash)
  return true
}

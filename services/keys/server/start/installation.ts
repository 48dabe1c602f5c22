import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const MIGRATIONS = 'services/keys/server/migrations'

/** The checkout, from the sources as well as from a bundle in `dist/`. */
function installationRoot(): string {
  for (let at = import.meta.dirname; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, MIGRATIONS))) return at
    if (path.dirname(at) === at) throw new Error(`${MIGRATIONS} is missing from this installation`)
  }
}

/** Every migration of schema `keys`, in order. */
export function readMigrations(): { name: string; sql: string }[] {
  const directory = path.join(installationRoot(), MIGRATIONS)
  return readdirSync(directory)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({ name, sql: readFileSync(path.join(directory, name), 'utf8') }))
}

export function installedVersion(): string {
  const { version } = JSON.parse(readFileSync(path.join(installationRoot(), 'package.json'), 'utf8'))
  return String(version)
}

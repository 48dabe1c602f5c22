import { createHash, randomBytes } from 'node:crypto'
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { StartProblem } from './start-problem.mjs'

export const CHECKOUT = path.resolve(import.meta.dirname, '../..')
export const isRoot = process.getuid?.() === 0

const shortHash = (text) => createHash('sha256').update(text).digest('hex').slice(0, 12)

/** Step by step: Node's own recursive mkdir never returns where a directory can be seen but not made, as in /proc. */
function makeDirectories(directory) {
  if (existsSync(directory)) return
  makeDirectories(path.dirname(directory))
  mkdirSync(directory, { mode: 0o755 })
}

/**
 * Where a trial keeps databases, keys and secrets; private to this checkout. Root's lies outside the checkout,
 * because PostgreSQL runs as another account and a checkout often lies in a home that nobody else can enter.
 */
export function stateDirectory(env = process.env) {
  const directory =
    env.STATE_DIR !== undefined && env.STATE_DIR !== ''
      ? path.resolve(env.STATE_DIR)
      : isRoot
        ? path.join('/var/lib/countersign', shortHash(CHECKOUT))
        : path.join(CHECKOUT, '.state')
  try {
    makeDirectories(directory)
    accessSync(directory, constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw new StartProblem(
      `The state directory ${directory} cannot be written: make it writable, or name another with STATE_DIR.`,
      { cause },
    )
  }
  return directory
}

/** A directory that only this account can enter. */
export function privateDirectory(...parts) {
  const directory = path.join(...parts)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  chmodSync(directory, 0o700)
  return directory
}

/** Where unix sockets lie: the state directory, unless its path is longer than an address may be (107 bytes). */
export function socketDirectory(state) {
  const directory = path.join(state, 'run')
  if (Buffer.byteLength(directory) <= 80) return privateDirectory(directory)
  return privateDirectory(os.tmpdir(), `countersign-${process.getuid?.() ?? 0}-${shortHash(state)}`)
}

/** Reads a secret, or makes it once: 32 random bytes in base64url (43 characters), readable by this account only. */
export function secretFile(file, make = () => randomBytes(32).toString('base64url')) {
  if (!existsSync(file)) writeFileSync(file, make(), { mode: 0o600, flag: 'wx' })
  return readFileSync(file, 'utf8')
}

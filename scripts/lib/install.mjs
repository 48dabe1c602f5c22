import { existsSync, statSync, utimesSync } from 'node:fs'
import path from 'node:path'
import { runCommand } from './run-command.mjs'
import { StartProblem } from './start-problem.mjs'
import { CHECKOUT } from './state-directory.mjs'

/** What npm writes when it is done. */
const STAMP = path.join(CHECKOUT, 'node_modules/.package-lock.json')

export function needsInstall() {
  if (!existsSync(STAMP)) return true
  // The lock changes with every dependency; package.json changes with every script too.
  return statSync(path.join(CHECKOUT, 'package-lock.json')).mtimeMs > statSync(STAMP).mtimeMs
}

/** Any executable here keeps Prisma from downloading an engine while it is installed. */
export const PRISMA_ENV = {
  PRISMA_SCHEMA_ENGINE_BINARY: path.join(CHECKOUT, 'scripts/schema-engine.mjs'),
  CHECKPOINT_DISABLE: '1',
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
}

/**
 * `npm install --no-save`, not `npm ci`: npm 11 refuses a lock file that was made where packages for other systems
 * were not served, and this leaves the lock as it is.
 */
export async function installDependencies() {
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--include=dev', '--loglevel=error']
  try {
    await runCommand('npm', args, { env: { ...process.env, ...PRISMA_ENV, NODE_ENV: 'development' } })
  } catch (cause) {
    throw new StartProblem(
      `The dependencies could not be installed; npm's own words:\n${cause.message}\nCheck the connection to the npm registry and that ${CHECKOUT} can be written, then start again.`,
      { cause },
    )
  }
  utimesSync(STAMP, new Date(), new Date())
}

// Runs one process or tool of processes/ by itself: npm run intake, npm run keyd, … Arguments go on to it.
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { nodeTooOld } from './lib/node-version.mjs'

const tooOld = nodeTooOld()
const [name, ...rest] = process.argv.slice(2)
if (tooOld || !/^[a-z-]+$/.test(name ?? '')) {
  console.error(
    tooOld ??
      'Say which process to run: npm run intake | console | keyd | relay | worker | frontdoor | witness',
  )
  process.exit(1)
}
const { existsSync } = await import('node:fs')
const { needsInstall } = await import('./lib/install.mjs')
const { CHECKOUT } = await import('./lib/state-directory.mjs')
if (needsInstall()) {
  console.error(
    'The dependencies are not installed, or not those of this version: run "npm install --no-save" first.',
  )
  process.exit(1)
}
const file = path.join(CHECKOUT, 'dist', `${name}.js`)
if (name === 'console' && !existsSync(path.join(CHECKOUT, '.next/BUILD_ID'))) {
  console.error('The console is not built: run "npm run build" first.')
  process.exit(1)
}
const { buildProcesses } = await import('./build.mjs')
// Takes a quarter of a second, and nobody runs yesterday's code by accident. An installation that is read-only was
// built before.
await buildProcesses().catch((error) => {
  if (!existsSync(file)) throw error
})
if (!existsSync(file)) {
  console.error(`There is no process called ${name}.`)
  process.exit(1)
}
process.argv = [process.argv[0], file, ...rest]
await import(pathToFileURL(file).href)

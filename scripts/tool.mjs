// Runs a developer's tool from its source: npm run classify, evaluate, train, bench, import:pan12. Arguments go on to
// it. What it needs is installed first, silently for standard output, which belongs to the tool. Not for what runs
// beside an installation in service (reader:build, dead-letters): nothing changes that one's packages unasked.
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { nodeTooOld } from './lib/node-version.mjs'

const [file, ...args] = process.argv.slice(2)
const tooOld = nodeTooOld()
if (tooOld || !file) {
  console.error(tooOld ?? 'usage: node scripts/tool.mjs FILE.ts [ARGUMENT …]')
  process.exit(tooOld ? 1 : 2)
}
const { installDependencies, needsInstall } = await import('./lib/install.mjs')
const { CHECKOUT } = await import('./lib/state-directory.mjs')
if (needsInstall()) {
  console.error('Installing the dependencies (once) …')
  try {
    await installDependencies()
  } catch (error) {
    console.error(error.message)
    process.exit(1)
  }
}
const { register } = await import('tsx/esm/api')
register()
const program = path.join(CHECKOUT, file)
process.argv = [process.argv[0], program, ...args]
await import(pathToFileURL(program).href)

// Runs one of our command-line clients, `import` or `samples`, against the trial of this checkout or any other address.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { CHECKOUT, socketDirectory, stateDirectory } from './lib/state-directory.mjs'

const [name, ...args] = process.argv.slice(2)
const program = path.join(CHECKOUT, 'dist', `${name}.js`)
if (!existsSync(program)) {
  const { buildProcesses } = await import('./build.mjs')
  await buildProcesses()
}
process.env.STATE_DIR ||= stateDirectory()
process.env.KEYD_SOCKET ||= path.join(socketDirectory(process.env.STATE_DIR), 'keyd.sock')
const address = path.join(process.env.STATE_DIR, 'address')
if (!process.env.PORT && existsSync(address)) process.env.COUNTERSIGN_URL ||= readFileSync(address, 'utf8')
process.argv = [process.argv[0], program, ...args]
await import(pathToFileURL(program).href)

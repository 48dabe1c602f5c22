import { spawnBound } from './bound-process.mjs'
import { CHECKOUT } from './state-directory.mjs'

/** Runs a program quietly to its end. @throws Error with the end of its output when it fails. */
export function runCommand(command, args, { env = process.env, cwd = CHECKOUT } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawnBound(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let tail = ''
    const keep = (chunk) => {
      tail = (tail + chunk).slice(-6000)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve(tail)
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code}:\n${tail.trim()}`))
    })
  })
}

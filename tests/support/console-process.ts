import { spawn } from 'node:child_process'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { probeHttp } from '#lib/probe-http'
import { askStores } from './stores'

const CHECKOUT = path.resolve(import.meta.dirname, '../..')

/** Starts dist/console.js with this environment and nothing else, and waits until it answers. */
export async function startConsole(variables: Record<string, string>): Promise<{ close(): Promise<void> }> {
  await askStores('build')
  const child = spawn(process.execPath, [path.join(CHECKOUT, 'dist/console.js')], {
    cwd: CHECKOUT,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output = (output + chunk).slice(-4000)
    })
  const target = { host: '127.0.0.1', port: Number(variables.CONSOLE_PORT) }
  for (let attempt = 0; ; attempt++) {
    if (child.exitCode !== null) throw new Error(`the console ended with ${child.exitCode}: ${output}`)
    const up = await probeHttp(target, '/api/health', 2_000).catch(() => undefined)
    if (up) break
    if (attempt > 200) throw new Error(`the console does not answer: ${output}`)
    await sleep(100)
  }
  return {
    close: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) resolve()
        else {
          child.once('exit', () => resolve())
          child.kill('SIGTERM')
        }
      }),
  }
}

import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { endProcess, spawnBound } from './bound-process.mjs'
import { LogFile } from './log-file.mjs'
import { CHECKOUT, privateDirectory } from './state-directory.mjs'

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 10_000
/** A process that lived this long has started well: its next wait is the first again. */
const SETTLED_MS = 30_000

/**
 * Starts processes, writes their output to files, and starts one again that ends by itself, saying so. The stores
 * are watched the same way.
 */
export class Supervisor {
  /** @param say shows a line to the person at the terminal. */
  constructor(state, say) {
    this.logs = privateDirectory(state, 'logs')
    this.say = say
    this.stopping = false
    this.running = []
  }

  /** @param env everything that this process knows, and nothing else. */
  start(name, file, env) {
    const log = new LogFile(path.join(this.logs, `${name}.log`))
    const spawn = () => {
      const child = spawnBound(process.execPath, ['--enable-source-maps', file], {
        cwd: CHECKOUT,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      child.on('error', (error) => log.write(Buffer.from(`could not be spawned: ${error.code}\n`)))
      let words = ''
      child.stdout.on('data', (chunk) => log.write(chunk))
      child.stderr.on('data', (chunk) => {
        log.write(chunk)
        words = (words + chunk).slice(-1500)
      })
      return { child, stop: () => endProcess(child), words: () => words.trim() }
    }
    return this.watch(name, spawn(), spawn, () => log.end())
  }

  /** Watches what runs already; `again` starts it anew. @returns an object whose `current` is what runs now. */
  watch(name, first, again, ended = () => undefined) {
    const slot = { name, current: first, ended }
    this.running.push(slot)
    let wait = FIRST_WAIT_MS
    let said
    const follow = (began) => {
      slot.current.child.once('exit', async (code, signal) => {
        if (this.stopping) return
        if (Date.now() - began > SETTLED_MS) wait = FIRST_WAIT_MS
        const words = slot.current.words?.()
        this.say(`${name} ended (${signal ?? `status ${code}`}); it is started again in ${wait / 1000} s`)
        // The same words again would only push the first ones off the screen.
        if (words && words !== said) for (const line of words.split('\n').slice(-8)) this.say(`  ${line}`)
        said = words
        for (;;) {
          await sleep(wait)
          wait = Math.min(wait * 2, LONGEST_WAIT_MS)
          if (this.stopping) return
          try {
            slot.current = await again()
            break
          } catch (error) {
            this.say(`${name} could not be started: ${String(error.message).split('\n')[0]}`)
          }
        }
        follow(Date.now())
        // A stop that came while it was starting has not seen it.
        if (this.stopping) await slot.current.stop()
      })
    }
    follow(Date.now())
    return slot
  }

  /** Stops all in the reverse order of their start: people first, stores last. */
  async stop() {
    this.stopping = true
    const stores = this.running.filter((slot) => slot.name === 'PostgreSQL' || slot.name === 'Redis')
    await Promise.all(
      this.running.filter((slot) => !stores.includes(slot)).map((slot) => slot.current.stop()),
    )
    await Promise.all(stores.map((slot) => slot.current.stop()))
    for (const slot of this.running) slot.ended()
  }
}

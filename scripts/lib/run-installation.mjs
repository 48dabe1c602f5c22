import { readFileSync } from 'node:fs'
import path from 'node:path'
import { hasSetpriv } from './bound-process.mjs'
import { environmentOf, processesOf } from './process-environments.mjs'
import { takeStartLock } from './start-lock.mjs'
import { StartProblem } from './start-problem.mjs'
import { CHECKOUT, stateDirectory } from './state-directory.mjs'
import { step } from './steps.mjs'
import { Supervisor } from './supervisor.mjs'
import { waitUntilReady } from './wait-ready.mjs'

const READY_PATIENCE_MS = 120_000

/** The parent of a process, as Linux knows it. */
function parentOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return undefined
  }
}

/** Calls `stop` at Ctrl-C, at a polite kill, when the terminal closes, and when npm is gone that started this. */
function onEnd(stop) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(signal))
  if (process.env.npm_lifecycle_event === undefined) return
  // npm runs a shell that runs this; a shell that outlives its npm tells nobody.
  const line = () => `${process.ppid} ${parentOf(process.ppid)}`
  const before = line()
  setInterval(() => {
    if (line() !== before) stop('npm has ended')
  }, 1_000).unref()
}

/**
 * Brings an installation up and keeps it up until it is told to stop.
 * @param plan trial.mjs or production.mjs: `prepare({state, supervisor})` makes all that the processes need and
 * returns their variables; `greet(values)` runs when all is ready.
 */
export async function run(plan) {
  const state = stateDirectory()
  const unlock = takeStartLock(state)
  process.on('exit', unlock)
  const supervisor = new Supervisor(state, (line) => console.log(`  ! ${line}`))
  let stopping
  const stop = (why) => {
    stopping ??= (async () => {
      console.log(`\n  stopping (${why})`)
      await supervisor.stop()
      console.log('  stopped; everything is kept for the next start\n')
      process.exit(0)
    })()
    return stopping
  }
  onEnd(stop)
  if (!hasSetpriv)
    console.log(
      '  (setpriv, of util-linux, is missing: should this process be killed outright, end the others by hand)',
    )

  try {
    const values = await plan.prepare({ state, supervisor })
    const processes = processesOf(values)
    for (const name of processes)
      supervisor.start(name, path.join(CHECKOUT, 'dist', `${name}.js`), environmentOf(name, values))
    await step('waiting until all are ready', async () => {
      const down = await waitUntilReady(`http://127.0.0.1:${values.PORT}`, READY_PATIENCE_MS, () =>
        Boolean(stopping),
      )
      if (stopping) return stopping
      if (down.length > 0)
        throw new StartProblem(
          `Not ready after ${READY_PATIENCE_MS / 1000} s: ${down.join(', ')}. Their last words are in ${supervisor.logs}.`,
        )
      return `${processes.length} processes, both stores`
    })
    await plan.greet(values)
    console.log(`\n  Logs: ${supervisor.logs}\n  Ctrl-C stops everything; nothing is lost.\n`)
  } catch (error) {
    if (stopping) await stopping
    await supervisor.stop()
    throw error
  }
}

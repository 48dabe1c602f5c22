import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { StartProblem } from './start-problem.mjs'

/** When the process began, in ticks since boot: tells it from a later one with the same number. Linux only. */
function beganAt(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** One start at a time lives in a state directory. @returns a function that gives it free. */
export function takeStartLock(state) {
  const file = path.join(state, 'start.pid')
  const mine = `${process.pid} ${beganAt(process.pid) ?? ''}`
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(file, mine, { flag: 'wx' })
      return () => rmSync(file, { force: true })
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const [pid, began] = readFileSync(file, 'utf8').split(' ')
    if (isAlive(Number(pid)) && (beganAt(pid) ?? '') === began)
      throw new StartProblem(
        `Countersign already runs from ${state} (process ${pid}): stop that one first, or start a second with its own STATE_DIR and PORT.`,
      )
    rmSync(file, { force: true })
  }
  throw new StartProblem(`Another start has just taken ${state}: try again.`)
}

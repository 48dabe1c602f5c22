import { spawn, spawnSync } from 'node:child_process'

export const hasSetpriv = spawnSync('setpriv', ['--version'], { stdio: 'ignore' }).status === 0

/**
 * Spawns a process that does not outlive this one. With setpriv (util-linux, in every Debian) the kernel signals
 * it even when this process is killed outright; without, only an orderly stop reaches it.
 * @param options {signal, ids: {uid, gid} to run as, and what child_process.spawn takes}
 */
export function spawnBound(command, args, { signal = 'TERM', ids, ...options }) {
  if (!hasSetpriv) return spawn(command, args, { ...options, ...ids })
  // A group of its own: Ctrl-C at a terminal then reaches only this process, which stops the others in order.
  options.detached = true
  const account = ids ? [`--reuid=${ids.uid}`, `--regid=${ids.gid}`, '--clear-groups'] : []
  return spawn('setpriv', [...account, '--pdeathsig', signal, command, ...args], options)
}

/** Resolves when the process prints a line that matches; rejects with the end of its output when it ends first. */
export function waitForLine(child, stream, pattern, name) {
  return new Promise((resolve, reject) => {
    let tail = ''
    const onData = (chunk) => {
      tail = (tail + chunk).slice(-4000)
      if (!pattern.test(tail)) return
      stream.off('data', onData)
      stream.resume()
      resolve()
    }
    stream.on('data', onData)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`${name} ended at once (${code}): ${tail.trim()}`)))
  })
}

/** Asks a process to end and waits; after `patienceMs` it is killed. */
export function endProcess(child, signal = 'SIGTERM', patienceMs = 15_000) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
    child.kill(signal)
  })
}

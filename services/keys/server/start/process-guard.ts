import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import inspector from 'node:inspector'

/** Options of Node that would let somebody read this process's memory, or have it written to a file. */
const REVEALING =
  /^--(inspect|debug|report-|experimental-report|heapsnapshot|heap-prof|cpu-prof|diagnostic-dir|abort-on-uncaught-exception|trace-|prof\b|perf-)/

/**
 * Closes the ways by which a process's memory gets out: inspector (its options, and SIGUSR1), diagnostic reports,
 * heap profiles, core dumps. @throws Error naming the option, or when production would write core dumps.
 */
export function guardProcess(mode: 'trial' | 'production'): { coreDumps: 'off' | 'unknown' } {
  const options = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(/\s+/)]
  const revealing = options.find((option) => REVEALING.test(option.replaceAll('_', '-').replaceAll('"', '')))
  if (revealing !== undefined || inspector.url() !== undefined)
    throw new Error(
      `the key service does not run with ${revealing?.split('=')[0] ?? 'an inspector'}: its memory holds keys`,
    )
  // A listener of ours replaces Node's, which would open the inspector.
  process.on('SIGUSR1', () => undefined)
  if (process.report) {
    process.report.reportOnFatalError = false
    process.report.reportOnSignal = false
    process.report.reportOnUncaughtException = false
  }
  const coreDumps = coreDumpsOff()
  if (coreDumps !== 'off' && mode === 'production')
    throw new Error('core dumps are on: start the key service with "ulimit -c 0" (systemd: LimitCORE=0)')
  return { coreDumps: coreDumps === 'off' ? 'off' : 'unknown' }
}

/** Node cannot set a limit of its own process; prlimit of util-linux does it from outside. */
function coreDumpsOff(): 'off' | 'on' {
  // Also where it is 0 already: the hard limit too, so that nothing raises it again.
  try {
    execFileSync('prlimit', ['--core=0:0', '--pid', String(process.pid)], { stdio: 'ignore', timeout: 5_000 })
  } catch {
    // Without util-linux, whoever started the process has to have done it.
  }
  return coreLimitIsZero() ? 'off' : 'on'
}

function coreLimitIsZero(): boolean {
  try {
    return /^Max core file size +0 /m.test(readFileSync('/proc/self/limits', 'utf8'))
  } catch {
    return false
  }
}

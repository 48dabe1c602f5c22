import { StartRefused } from './env'
import { createLog, type Log } from './log'

/**
 * The frame of every process: starts, says so in one line, and ends on SIGTERM or SIGINT with status 0 once
 * `close` is done. A start that fails ends with status 1.
 */
export function runProcess(
  name: string,
  start: (log: Log) => Promise<{ close(): Promise<void>; fields?: Record<string, string | number> }>,
): void {
  const log = createLog(name)
  const started = start(log)
  started.then(
    ({ fields }) => log.info('ready', fields),
    (error: unknown) => {
      if (error instanceof StartRefused) console.error(error.message)
      log.error('could not start', { error })
      process.exitCode = 1
      setTimeout(() => process.exit(1), 100)
    },
  )
  let ending = false
  const end = async (signal: string) => {
    if (ending) return
    ending = true
    log.info('stopping', { signal })
    const late = setTimeout(() => process.exit(1), 12_000)
    try {
      const running = await started
      await running.close()
      clearTimeout(late)
      process.exit(0)
    } catch (error) {
      log.error('did not stop cleanly', { error })
      process.exit(1)
    }
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end(signal))
  const bug = (error: unknown) => {
    log.error('a bug ended the process', { error })
    process.exit(1)
  }
  process.on('uncaughtException', bug)
  process.on('unhandledRejection', bug)
}

import type { Line } from './read-lines'
import { createProgress, summaryText } from './report-progress'
import { type ImportSummary, runImport } from './run-import'
import { createSender } from './send-report'
import type { Target } from './target'

export const CONCURRENCY = 8

/**
 * Sends, shows progress on standard error and the summary on standard output; the first Ctrl-C stops taking up
 * further lines, the second ends at once.
 * @returns the exit status: 0, 1 when a line was rejected or the rest could not be sent, 130 when cancelled.
 */
export async function sendAll(
  lines: AsyncIterable<Line>,
  target: Target,
  options: { concurrency: number; json: boolean },
): Promise<number> {
  const cancel = new AbortController()
  let interrupts = 0
  const interrupt = () => {
    if (++interrupts > 1) process.exit(130)
    cancel.abort()
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  const sender = createSender({ ...target, connections: options.concurrency })
  const progress = createProgress(process.stderr)
  let summary: ImportSummary
  try {
    summary = await runImport(lines, sender, {
      concurrency: options.concurrency,
      signal: cancel.signal,
      progress: progress.update,
    })
  } finally {
    progress.end()
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
    await sender.close()
  }
  process.stdout.write(options.json ? `${JSON.stringify(summary)}\n` : summaryText(summary))
  if (cancel.signal.aborted) return 130
  return summary.rejected > 0 || summary.stopped !== undefined ? 1 : 0
}

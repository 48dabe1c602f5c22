import { setMaxListeners } from 'node:events'
import type { Line } from './read-lines'
import { ImportStopped, type Sender } from './send-report'

export type Rejection = { line: number; status: number; code: string; pointer?: string; detail: string }
export type ImportSummary = {
  accepted: number
  joined: number
  duplicate: number
  rejected: number
  /** By line number; at most `MAX_REJECTIONS` of them. */
  rejections: Rejection[]
  /** Set when the rest of the file was not sent: why. */
  stopped?: string
  seconds: number
}

export const MAX_REJECTIONS = 1_000

/**
 * Sends every line, `concurrency` at once. A rejected line does not stop the others; an unreachable server or a
 * refused key does, and so does the signal. What is on its way then is waited for, so that the summary is true.
 * @param progress called after every line.
 */
export async function runImport(
  lines: AsyncIterable<Line>,
  sender: Sender,
  options: { concurrency: number; signal: AbortSignal; progress?: (summary: ImportSummary) => void },
): Promise<ImportSummary> {
  const startedMs = performance.now()
  const summary: ImportSummary = {
    accepted: 0,
    joined: 0,
    duplicate: 0,
    rejected: 0,
    rejections: [],
    seconds: 0,
  }
  const iterator = lines[Symbol.asyncIterator]()
  // A second signal, or a server that never answers, must still end what is on its way.
  const giveUp = new AbortController()
  setMaxListeners(0, giveUp.signal)
  options.signal.addEventListener('abort', () => {
    setTimeout(() => giveUp.abort(), 5_000).unref()
  })

  const reject = (rejection: Rejection) => {
    summary.rejected++
    if (summary.rejections.length < MAX_REJECTIONS) summary.rejections.push(rejection)
  }
  const work = async () => {
    while (summary.stopped === undefined) {
      if (options.signal.aborted) {
        summary.stopped = 'Cancelled.'
        return
      }
      const { value: line, done } = await iterator.next()
      if (done) return
      if (line.bytes === undefined)
        reject({
          line: line.number,
          status: 413,
          code: 'line_too_long',
          detail: 'the line is longer than 8 MiB',
        })
      else {
        try {
          const sent = await sender.send(line.bytes, giveUp.signal)
          if (sent.outcome === 'rejected') {
            const { outcome: _, ...problem } = sent
            reject({ line: line.number, ...problem })
          } else summary[sent.outcome]++
        } catch (error) {
          if (error instanceof ImportStopped) summary.stopped ??= error.message
          else if (giveUp.signal.aborted) summary.stopped ??= 'Cancelled.'
          else throw error
          return
        }
      }
      summary.seconds = (performance.now() - startedMs) / 1000
      options.progress?.(summary)
    }
  }
  await Promise.all(Array.from({ length: options.concurrency }, work))
  summary.rejections.sort((a, b) => a.line - b.line)
  summary.seconds = (performance.now() - startedMs) / 1000
  return summary
}

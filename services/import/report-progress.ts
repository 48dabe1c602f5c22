import type { ImportSummary } from './run-import'

const LISTED = 20

/** Progress on standard error: one line that moves on a terminal, a line every few seconds elsewhere. */
export function createProgress(stream: NodeJS.WriteStream): {
  update(summary: ImportSummary): void
  end(): void
} {
  const everyMs = stream.isTTY ? 150 : 5_000
  let shownMs = performance.now()
  let open = false
  return {
    update(summary) {
      const nowMs = performance.now()
      if (nowMs - shownMs < everyMs) return
      shownMs = nowMs
      stream.write(stream.isTTY ? `\r\u001b[K${counts(summary)}` : `${counts(summary)}\n`)
      open = Boolean(stream.isTTY)
    },
    end() {
      if (open) stream.write('\r\u001b[K')
    },
  }
}

function counts({ accepted, joined, duplicate, rejected, seconds }: ImportSummary): string {
  const done = accepted + joined + duplicate + rejected
  const rate = seconds > 0 ? Math.round(done / seconds) : 0
  return `${done} sent, ${rejected} rejected, ${rate}/s`
}

/** The summary in words. Line numbers, pointers and rules: what was sent is not repeated. */
export function summaryText(summary: ImportSummary): string {
  const { accepted, joined, duplicate, rejected, rejections, stopped, seconds } = summary
  const total = accepted + joined + duplicate + rejected
  const lines = [
    `${total} reports in ${seconds.toFixed(1)} s`,
    `  accepted   ${accepted}   opened a case`,
    `  joined     ${joined}   joined an open case`,
    `  duplicate  ${duplicate}   were there already`,
    `  rejected   ${rejected}`,
    ...rejections
      .slice(0, LISTED)
      .map(
        (r) => `    line ${r.line}: ${r.status} ${r.code} ${r.pointer ? `at ${r.pointer}: ` : ''}${r.detail}`,
      ),
  ]
  if (rejections.length > LISTED) lines.push(`    … and ${rejected - LISTED} more; --json lists them`)
  if (stopped !== undefined) lines.push(`Stopped before the end: ${stopped}`)
  return `${lines.join('\n')}\n`
}

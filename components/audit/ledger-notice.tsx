import { EyeOff } from 'lucide-react'
import type { NamedPage } from './use-ledger'

/** What this page does not show, and why: nobody audits themselves, and reading leaves a trace too. */
export function LedgerNotice({ pages }: { pages: readonly NamedPage[] | undefined }) {
  if (!pages?.length) return null
  // The key service says nothing of them when there are none.
  const leftOut = pages[0]?.leftOut ?? 0
  return (
    <p className="flex items-center gap-2 border-line border-b bg-sunken px-4 py-1 text-ink-2 text-xs">
      <EyeOff aria-hidden className="size-3.5 shrink-0" />
      {leftOut === 0
        ? 'None of your own entries matches; they would be left out, because nobody audits themselves.'
        : `${leftOut.toLocaleString('en')} ${leftOut === 1 ? 'entry of your own is' : 'entries of your own are'} left out: nobody audits themselves. Another lead sees them.`}{' '}
      Each reading is recorded in the ledger.
    </p>
  )
}

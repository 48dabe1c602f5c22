'use client'

import { Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { toast } from 'sonner'
import { Button } from '#components/ui/button'
import { concat, fromBase64Url, toHex } from '#domain/bytes'
import type { LedgerRow } from '#domain/key-request'
import { prettyEntry } from './row-entry'

/** The exact entry: its bytes laid out as JSON, where it stands, and the leaf hash, computed here and now. */
export function EntryDetail({ row }: { row: LedgerRow }) {
  const leaf = useLeafHash(row.entry)
  const pretty = prettyEntry(row)
  return (
    <div className="grid gap-2">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-xs">
        <dt className="text-ink-3">Index</dt>
        <dd className="tabular">{row.index}</dd>
        <dt className="text-ink-3">Leaf hash</dt>
        <dd className="break-all font-mono">{leaf ?? '…'}</dd>
        {row.subject ? (
          <>
            <dt className="text-ink-3">Account concerned</dt>
            <dd className="break-all font-mono">{row.subject}</dd>
          </>
        ) : null}
        {row.caseId ? (
          <>
            <dt className="text-ink-3">Case</dt>
            <dd className="font-mono">{row.caseId}</dd>
          </>
        ) : null}
      </dl>
      <div className="relative">
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the keyboard
          tabIndex={0}
          className="max-h-80 overflow-auto rounded-md border border-line bg-surface p-3 font-mono text-xs"
        >
          {pretty}
        </pre>
        <Button
          className="absolute top-2 right-2"
          onClick={() =>
            navigator.clipboard.writeText(pretty).then(
              () => toast.success('Entry copied'),
              () => toast.error('The browser did not allow copying.'),
            )
          }
        >
          <Copy aria-hidden />
          Copy
        </Button>
      </div>
      <p className="text-ink-3 text-xs">
        Names, accounts and purposes beside an entry come from the key service’s own tables. What is proven is
        the entry itself.
      </p>
    </div>
  )
}

/** RFC 6962 leaf: SHA-256(00 ‖ bytes). */
function useLeafHash(entry: string): string | undefined {
  const [hash, setHash] = useState<string>()
  useEffect(() => {
    let current = true
    const bytes = concat(Uint8Array.of(0), fromBase64Url(entry))
    crypto.subtle.digest('SHA-256', bytes).then((digest) => current && setHash(toHex(new Uint8Array(digest))))
    return () => {
      current = false
    }
  }, [entry])
  return hash
}

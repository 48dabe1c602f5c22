'use client'

import { RefreshCw, ShieldCheck } from 'lucide-react'
import { usePathname, useSearchParams } from 'next/navigation'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useShortcuts } from '#components/shell/shortcuts'
import { Button } from '#components/ui/button'
import { Kbd } from '#components/ui/kbd'
import { PageHeader } from '#components/ui/page-header'
import { CheckpointLine } from './checkpoint-line'
import { FilterBar, type PersonOption } from './filter-bar'
import { foldRows } from './fold-rows'
import { filterFromUrl, type LedgerFilter, urlOf } from './ledger-filter'
import { LedgerNotice } from './ledger-notice'
import { LedgerStates } from './ledger-states'
import { LedgerTable } from './ledger-table'
import { useLedger } from './use-ledger'
import { type Verdict, VerifyDialog } from './verify-dialog'

/** The safety lead's page: every access in plain words, newest first, and the proof that nothing is missing. */
export function LedgerView({ people }: { people: readonly PersonOption[] }) {
  const params = useSearchParams()
  const path = usePathname()
  const [subject, setSubject] = useState('')
  const [readAt, setReadAt] = useState(() => Date.now())
  const [verifying, setVerifying] = useState(false)
  const [verdict, setVerdict] = useState<Verdict>()
  const list = useRef<HTMLDivElement>(null)
  const fromUrl = useMemo(() => filterFromUrl(new URLSearchParams(params)), [params])
  const filter = useMemo<LedgerFilter>(
    () => (subject ? { ...fromUrl, subject } : fromUrl),
    [fromUrl, subject],
  )
  const ledger = useLedger(filter, readAt)
  const pages = ledger.data?.pages
  const lines = useMemo(() => foldRows(pages?.flatMap((page) => page.rows) ?? []), [pages])
  const names = useMemo(() => Object.assign({}, ...(pages ?? []).map((page) => page.names)), [pages])

  function setFilter(next: LedgerFilter) {
    setSubject(next.subject ?? '')
    setReadAt(Date.now())
    // The browser's own history call: the server has nothing to render anew for a filter.
    window.history.replaceState(null, '', `${path}${urlOf(next)}`)
  }
  function readAgain() {
    setReadAt(Date.now())
  }
  function move(by: 1 | -1) {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]
    const at = rows.indexOf(document.activeElement as HTMLElement)
    rows[at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)]?.focus()
  }
  useShortcuts([
    { keys: 'j', label: 'Next entry', group: 'Ledger', run: () => move(1) },
    { keys: 'k', label: 'Previous entry', group: 'Ledger', run: () => move(-1) },
    { keys: 'r', label: 'Read again', group: 'Ledger', run: readAgain },
    {
      keys: 'm',
      label: 'Show or hide machines',
      group: 'Ledger',
      run: () => setFilter({ ...filter, machines: !filter.machines }),
    },
    { keys: 'v', label: 'Verify the whole ledger', group: 'Ledger', run: () => setVerifying(true) },
  ])

  // Machines may fill whole pages; go on reading until people's entries fill the screen or there are no more.
  const { hasNextPage, isFetching, fetchNextPage } = ledger
  const few = lines.length < 20 && (pages?.length ?? 0) < 10
  useEffect(() => {
    if (few && hasNextPage && !isFetching) void fetchNextPage()
  }, [few, hasNextPage, isFetching, fetchNextPage])

  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader
        title="Ledger"
        actions={
          <>
            <Button onClick={readAgain} disabled={ledger.isFetching}>
              <RefreshCw aria-hidden />
              Read again <Kbd keys="r" />
            </Button>
            <Button variant="primary" onClick={() => setVerifying(true)}>
              <ShieldCheck aria-hidden />
              Verify the whole ledger
            </Button>
          </>
        }
      >
        <CheckpointLine verdict={verdict} />
      </PageHeader>
      <FilterBar filter={filter} people={people} onChange={setFilter} />
      <LedgerNotice pages={pages} />
      <div ref={list} className="min-h-0 flex-1 overflow-auto bg-surface">
        <LedgerStates ledger={ledger} filter={filter} empty={lines.length === 0} onClear={setFilter}>
          <LedgerTable
            lines={lines}
            names={names}
            more={ledger.hasNextPage}
            loadingMore={ledger.isFetchingNextPage}
            failed={ledger.isFetchNextPageError}
            onMore={() => void ledger.fetchNextPage()}
            onCase={(caseId) => setFilter({ ...filter, caseId })}
            onPerson={(person) => setFilter({ ...filter, person })}
          />
        </LedgerStates>
      </div>
      <VerifyDialog open={verifying} onOpenChange={setVerifying} onVerdict={setVerdict} />
    </div>
  )
}

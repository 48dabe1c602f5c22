'use client'

import { LockKeyhole, Plus } from 'lucide-react'
import { useRouter, useSearchParams } from 'next/navigation'
import { useState } from 'react'
import { useAgent } from '#components/shell/agent'
import { useShortcuts } from '#components/shell/shortcuts'
import { useUnlockFirst } from '#components/shell/unlock-first'
import { Button } from '#components/ui/button'
import { PageHeader } from '#components/ui/page-header'
import { EmptyState } from '#components/ui/state-message'
import { ACCESS_RULES, REQUESTABLE_PURPOSES } from '#domain/access-rules'
import type { Role } from '#domain/permission'
import { AskDialog } from './ask-dialog'
import { JudgeTable } from './judge-table'
import { OwnTable } from './own-table'
import { RelationsTable } from './relations-table'

/** Everybody's own access, and for leads what others ask for. */
export function AccessView({
  roles,
  regions,
  judges,
}: {
  roles: Role[]
  regions: readonly string[]
  judges: boolean
}) {
  const { locked, status, unlock } = useAgent()
  const unlockFirst = useUnlockFirst()
  const router = useRouter()
  const query = useSearchParams()
  const preset = { purpose: query.get('ask') ?? undefined, caseId: query.get('case') ?? undefined }
  const [asking, setAsking] = useState(preset.purpose !== undefined)
  const purposes = REQUESTABLE_PURPOSES.filter((purpose) =>
    ACCESS_RULES[purpose].askedBy.some((role) => roles.includes(role)),
  )
  const ask = () => unlockFirst(() => setAsking(true))
  useShortcuts(purposes.length > 0 ? [{ keys: 'n', label: 'Ask for access', group: 'Access', run: ask }] : [])
  function closeAsking(open: boolean) {
    setAsking(open)
    if (!open && preset.purpose !== undefined) router.replace('/access')
  }
  return (
    <>
      <PageHeader
        title="Access"
        actions={
          purposes.length > 0 ? (
            <Button variant="primary" onClick={ask}>
              <Plus aria-hidden />
              Ask for access
            </Button>
          ) : null
        }
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section aria-label="Access" className="min-h-0 flex-1 overflow-auto pb-6" tabIndex={0}>
        {locked ? (
          <EmptyState
            icon={LockKeyhole}
            title={status === 'unreachable' ? 'The reader cannot be reached' : 'Your reading key is locked'}
            action={
              <Button variant="primary" onClick={() => unlock().catch(() => {})}>
                Unlock
              </Button>
            }
          >
            Who may open what is known to the key service alone. It tells you what is yours once the key has
            signed for it.
          </EmptyState>
        ) : (
          <>
            {judges ? (
              <>
                <JudgeTable task="answer" />
                <JudgeTable task="review" />
              </>
            ) : null}
            <OwnTable />
            <RelationsTable />
          </>
        )}
      </section>
      {purposes.length > 0 && !locked ? (
        <AskDialog open={asking} onOpenChange={closeAsking} {...{ purposes, regions, preset }} />
      ) : null}
    </>
  )
}

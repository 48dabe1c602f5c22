'use client'

import { useState } from 'react'
import { messageOf } from '#components/shell/api'
import { useUnlockFirst } from '#components/shell/unlock-first'
import { Badge, type Tone } from '#components/ui/badge'
import { Button } from '#components/ui/button'
import { Dialog } from '#components/ui/dialog'
import { SkeletonRows } from '#components/ui/skeleton'
import { EmptyState, ErrorState } from '#components/ui/state-message'
import { Table, Td, Th, Tr } from '#components/ui/table'
import { Tab, TabPanel, Tabs, TabsList } from '#components/ui/tabs'
import { DiffTable } from './diff-table'
import { PublishDialog } from './publish-dialog'
import { RuleTable } from './rule-table'
import { type RulesAnswer, useVersion, type VersionView } from './use-rules'
import { whenWords } from './when-words'

const STATUS: Record<VersionView['status'], { label: string; tone: Tone }> = {
  published: { label: 'in force', tone: 'ok' },
  superseded: { label: 'superseded', tone: 'neutral' },
  pending: { label: 'waiting', tone: 'warn' },
}

export function VersionsTable({ answer, mayWrite }: { answer: RulesAnswer; mayWrite: boolean }) {
  const [viewed, setViewed] = useState<number>()
  const [restored, setRestored] = useState<number>()
  const old = useVersion(restored)
  const unlockFirst = useUnlockFirst()
  if (answer.versions.length === 0)
    return (
      <EmptyState title="No version yet">
        Each publication will stand here, and can be brought back.
      </EmptyState>
    )
  return (
    <>
      <Table aria-label="Versions of the rules, newest first">
        <thead>
          <tr>
            <Th className="w-20 text-right">Version</Th>
            <Th className="w-28">State</Th>
            <Th className="w-40">Published</Th>
            <Th className="w-44">By</Th>
            <Th className="w-20 text-right">Rules</Th>
            <Th className="w-28 text-right">Ledger entry</Th>
            <Th>Note</Th>
            <Th className="w-44">
              <span className="sr-only">Actions</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {answer.versions.map((one) => (
            <Tr key={one.version}>
              <Td className="text-right font-medium">{one.version}</Td>
              <Td>
                <Badge tone={STATUS[one.status].tone}>{STATUS[one.status].label}</Badge>
              </Td>
              <Td className="whitespace-nowrap">{one.publishedAt ? whenWords(one.publishedAt) : '—'}</Td>
              <Td className="truncate">
                {one.createdBy ?? (one.ledgerIndex === null && one.status !== 'pending' ? 'Set-up' : '—')}
              </Td>
              <Td className="text-right">{one.rules ?? '—'}</Td>
              <Td className="text-right text-ink-2">{one.ledgerIndex ?? '—'}</Td>
              <Td className="text-ink-2">{note(one)}</Td>
              <Td>
                <span className="flex justify-end gap-1">
                  <Button variant="ghost" onClick={() => setViewed(one.version)}>
                    View
                  </Button>
                  {mayWrite && one.status === 'superseded' && one.rules !== undefined ? (
                    <Button variant="ghost" onClick={() => unlockFirst(() => setRestored(one.version))}>
                      Bring back…
                    </Button>
                  ) : null}
                </span>
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      <VersionDialog answer={answer} version={viewed} onClose={() => setViewed(undefined)} />
      {old.data && restored !== undefined ? (
        <PublishDialog
          open
          onOpenChange={(open) => !open && setRestored(undefined)}
          answer={answer}
          set={old.data.set}
          base={answer.base}
          restores={restored}
        />
      ) : null}
    </>
  )
}

function note(one: VersionView): string {
  if (one.rules === undefined) return 'The stored set cannot be read.'
  if (one.restores) return `brings version ${one.restores} back`
  if (one.status === 'pending') return 'not in force: the key service has not confirmed it'
  return ''
}

function VersionDialog({
  answer,
  version,
  onClose,
}: {
  answer: RulesAnswer
  version: number | undefined
  onClose: () => void
}) {
  const view = useVersion(version)
  return (
    <Dialog
      open={version !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={`Version ${version ?? ''}`}
      className="w-[min(1040px,calc(100vw-32px))]"
    >
      {view.isError ? (
        <ErrorState title="This version could not be loaded">{messageOf(view.error)}</ErrorState>
      ) : !view.data ? (
        <SkeletonRows rows={6} columns={['24px', '160px', '380px']} />
      ) : (
        <Tabs defaultValue="rules">
          <TabsList aria-label="Rules and differences">
            <Tab value="rules">Rules</Tab>
            <Tab value="diff">Against version {answer.base}</Tab>
          </TabsList>
          <TabPanel value="rules">
            <RuleTable view={view.data} asText={false} label={`Rules of version ${version}`} />
          </TabPanel>
          <TabPanel value="diff">
            <p className="pb-2 text-ink-2 text-xs">What bringing this version back would change.</p>
            <DiffTable before={answer.published?.set} after={view.data.set} />
          </TabPanel>
        </Tabs>
      )}
    </Dialog>
  )
}

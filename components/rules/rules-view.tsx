'use client'

import { Pencil } from 'lucide-react'
import { useId, useState } from 'react'
import { messageOf } from '#components/shell/api'
import { useShortcuts } from '#components/shell/shortcuts'
import { Button } from '#components/ui/button'
import { PageHeader } from '#components/ui/page-header'
import { Skeleton, SkeletonRows } from '#components/ui/skeleton'
import { EmptyState, ErrorState } from '#components/ui/state-message'
import { Switch } from '#components/ui/switch'
import { Tab, TabPanel, Tabs, TabsList } from '#components/ui/tabs'
import type { RuleSet } from '#domain/rule'
import { RuleEditor } from './rule-editor'
import { RuleTable } from './rule-table'
import { useDraft } from './use-draft'
import { type RulesAnswer, useRules, type VersionView } from './use-rules'
import { VersionsTable } from './versions-table'
import { whenWords } from './when-words'

const NO_RULES: RuleSet = { rules: [], otherwise: { priority: 80, queue: 'general', dueMinutes: 60 } }

/** What decides how urgent a case is and who looks. Leads read it; admins write drafts and publish them. */
export function RulesView({ personId, mayWrite }: { personId: string; mayWrite: boolean }) {
  const rules = useRules()
  const { draft, loaded, keep, change } = useDraft(personId)
  const [tab, setTab] = useState('rules')
  const editing = mayWrite && draft !== undefined

  function edit() {
    if (rules.data && !draft)
      keep({ base: rules.data.base, set: structuredClone(rules.data.published?.set ?? NO_RULES) })
  }
  useShortcuts(
    mayWrite && !editing ? [{ keys: 'e', label: 'Edit the rules', group: 'Rules', run: edit }] : [],
  )

  if (editing && rules.data)
    return <RuleEditor answer={rules.data} draft={draft} onChange={change} onKeep={keep} />
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader
        title="Rules"
        actions={
          mayWrite ? (
            <Button variant="primary" onClick={edit} disabled={!rules.data || !loaded}>
              <Pencil aria-hidden />
              Edit
            </Button>
          ) : null
        }
      >
        {rules.data ? <InForce answer={rules.data} /> : <Skeleton className="w-56" />}
      </PageHeader>
      {rules.isPending ? (
        <SkeletonRows rows={10} columns={['24px', '180px', '420px', '90px', '40px']} />
      ) : rules.isError && !rules.data ? (
        <ErrorState
          title="The rules could not be loaded"
          action={<Button onClick={() => rules.refetch()}>Try again</Button>}
        >
          {messageOf(rules.error)} Cases are still routed by the version in force.
        </ErrorState>
      ) : (
        <Tabs value={tab} onValueChange={setTab} className="flex min-h-0 flex-1 flex-col">
          <TabsList className="px-4" aria-label="Rules and their versions">
            <Tab value="rules">In force</Tab>
            <Tab value="versions">Versions</Tab>
          </TabsList>
          <TabPanel value="rules" className="min-h-0 flex-1 overflow-auto pt-0">
            <Published answer={rules.data} />
          </TabPanel>
          <TabPanel value="versions" className="min-h-0 flex-1 overflow-auto pt-0">
            <VersionsTable answer={rules.data} mayWrite={mayWrite} />
          </TabPanel>
        </Tabs>
      )}
    </div>
  )
}

function Published({ answer }: { answer: RulesAnswer }) {
  const [asText, setAsText] = useState(false)
  const id = useId()
  if (answer.damaged)
    return (
      <ErrorState title="The stored rules cannot be read">
        Until a version is published, every case goes to a person within the hour.
      </ErrorState>
    )
  if (!answer.published)
    return (
      <EmptyState title="No rules are in force">
        Every case goes to a person within the hour until an admin publishes a first version.
      </EmptyState>
    )
  return (
    <>
      <div className="flex h-9 items-center justify-between gap-4 px-4 text-ink-2 text-xs">
        <p>
          All rules that apply count: the highest priority wins and brings its queue, the soonest due time
          holds.
        </p>
        <span className="flex items-center gap-1.5">
          <Switch id={id} checked={asText} onCheckedChange={setAsText} />
          <label htmlFor={id}>As written</label>
        </span>
      </div>
      <RuleTable view={answer.published} asText={asText} label="Rules in force" />
    </>
  )
}

function InForce({ answer }: { answer: RulesAnswer }) {
  const current = answer.versions.find((one) => one.version === answer.published?.version)
  const waiting = answer.versions.find((one) => one.status === 'pending' && one.version > answer.base)
  return (
    <>
      {current ? <span>{published(current)}</span> : <span>No version in force</span>}
      {waiting ? (
        <span className="text-warn">
          Version {waiting.version} waits for the key service; it is not in force yet.
        </span>
      ) : null}
    </>
  )
}

function published(version: VersionView): string {
  const by = version.createdBy ? ` by ${version.createdBy}` : ''
  const when = version.publishedAt ? `, ${whenWords(version.publishedAt)}` : ''
  return `Version ${version.version} in force${by}${when}`
}

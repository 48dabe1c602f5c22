'use client'

import { ScanSearch } from 'lucide-react'
import { useState } from 'react'
import { classifierName } from '#components/review/words'
import { messageOf } from '#components/shell/api'
import { useRegistry } from '#components/shell/classifiers'
import { Badge } from '#components/ui/badge'
import { Button } from '#components/ui/button'
import { PageHeader } from '#components/ui/page-header'
import { Select } from '#components/ui/select'
import { SkeletonRows } from '#components/ui/skeleton'
import { EmptyState, ErrorState } from '#components/ui/state-message'
import { Tab, TabPanel, Tabs, TabsList } from '#components/ui/tabs'
import { ClassifierPanel } from './classifier-panel'
import { PluginsPanel } from './plugins-panel'
import { type ClassifierSummary, useClassifiers } from './use-classifiers'

/** Of a tab; no name of a classifier. */
const PLUGINS = 'plug-ins'

/** How scores are read on each platform, whether that still holds, and who changed it. Counts and codes only. */
export function ClassifiersView({ mayWrite, mayAudit }: { mayWrite: boolean; mayAudit: boolean }) {
  const query = useClassifiers()
  const [platform, setPlatform] = useState<string>()
  const [tab, setTab] = useState<string>()
  const registry = useRegistry()
  const all = query.data?.classifiers ?? []
  const platforms = [...new Map(all.map((one) => [one.platform.id, one.platform])).values()]
  const chosen = platforms.find(({ id }) => id === platform) ?? platforms[0]
  const shown = all.filter((one) => one.platform.id === chosen?.id)
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader
        title="Classifiers"
        actions={
          chosen && platforms.length > 1 ? (
            <Select
              label="Platform"
              prefix
              value={chosen.id}
              onChange={setPlatform}
              options={platforms.map(({ id, name }) => ({ value: id, label: name }))}
            />
          ) : null
        }
      >
        {chosen ? <span>{chosen.name}</span> : null}
        {query.error && query.data ? <span className="text-warn">{messageOf(query.error)}</span> : null}
      </PageHeader>
      {query.isPending ? <SkeletonRows rows={8} columns={['140px', '220px', '320px']} /> : null}
      {query.error && !query.data ? (
        <ErrorState
          title="The classifiers could not be read"
          action={<Button onClick={() => void query.refetch()}>Try again</Button>}
        >
          {messageOf(query.error)} Reports are scored as before.
        </ErrorState>
      ) : null}
      {query.data && !chosen ? (
        <EmptyState icon={ScanSearch} title="No platform yet">
          Classifiers are calibrated for each platform, from what is decided there.
        </EmptyState>
      ) : null}
      {chosen ? (
        <Tabs
          value={tab ?? shown[0]?.classifier ?? PLUGINS}
          onValueChange={setTab}
          className="flex min-h-0 flex-1 flex-col"
        >
          <TabsList className="px-4" aria-label="Classifiers">
            {shown.map((one) => (
              <Tab key={one.classifier} value={one.classifier}>
                <span className="flex items-center gap-1.5">
                  {classifierName(registry, one.classifier)}
                  <Marks summary={one} />
                </span>
              </Tab>
            ))}
            <Tab value={PLUGINS}>Plug-ins</Tab>
          </TabsList>
          {shown.map((one) => (
            <TabPanel key={one.classifier} value={one.classifier} className="min-h-0 flex-1 pt-0">
              <ClassifierPanel key={chosen.id} summary={one} mayWrite={mayWrite} mayAudit={mayAudit} />
            </TabPanel>
          ))}
          <TabPanel value={PLUGINS} className="min-h-0 flex-1 pt-0">
            <PluginsPanel mayWrite={mayWrite} platforms={platforms} />
          </TabPanel>
        </Tabs>
      ) : null}
    </div>
  )
}

function Marks({ summary }: { summary: ClassifierSummary }) {
  return (
    <>
      {summary.drift && summary.drift.alarms.length > 0 ? <Badge tone="danger">drift</Badge> : null}
      {summary.stale ? <Badge tone="warn">not in use</Badge> : null}
      {summary.proposals > 0 ? <Badge tone="accent">{summary.proposals} proposed</Badge> : null}
    </>
  )
}

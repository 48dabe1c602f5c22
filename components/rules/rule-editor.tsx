'use client'

import { useMemo, useState } from 'react'
import { useShortcuts } from '#components/shell/shortcuts'
import { useUnlockFirst } from '#components/shell/unlock-first'
import { Badge } from '#components/ui/badge'
import { Button } from '#components/ui/button'
import { ConfirmDialog } from '#components/ui/confirm-dialog'
import { PageHeader } from '#components/ui/page-header'
import { Tab, TabPanel, Tabs, TabsList } from '#components/ui/tabs'
import type { RuleSet } from '#domain/rule'
import { BaseMoved } from './base-moved'
import { diffRules } from './diff-rules'
import {
  addRule,
  changeRule,
  type Draft,
  draftProblems,
  duplicateRule,
  moveRule,
  NEW_EFFECT,
  removeRule,
  settleIds,
} from './draft'
import { effectWords } from './effect-words'
import { PublishDialog } from './publish-dialog'
import { RuleForm } from './rule-form'
import { RuleList } from './rule-list'
import { SimulationPanel } from './simulation-panel'
import { type RulesAnswer, useChecks } from './use-rules'

const EMPTY: RuleSet = { rules: [], otherwise: NEW_EFFECT }

/** A draft: its rules on the left, the chosen one and what the draft would change on the right. */
export function RuleEditor({
  answer,
  draft,
  onChange,
  onKeep,
}: {
  answer: RulesAnswer
  draft: Draft
  onChange: (update: (set: RuleSet) => RuleSet) => void
  onKeep: (draft: Draft | undefined) => void
}) {
  const { set } = draft
  const [selected, setSelected] = useState(set.rules[0]?.id ?? 'otherwise')
  const [tab, setTab] = useState('rule')
  const [publishing, setPublishing] = useState(false)
  const unlockFirst = useUnlockFirst()
  const [discarding, setDiscarding] = useState(false)
  const { checks, checking, failed } = useChecks(set)
  const incomplete = useMemo(() => draftProblems(set), [set])
  const published = answer.published?.set ?? EMPTY
  const changes = useMemo(() => diffRules(published, set, effectWords), [published, set])
  const wrong = new Set([
    ...incomplete.keys(),
    ...set.rules.filter((r) => checks[r.id]?.errors.length).map((r) => r.id),
  ])
  const ready = draft.base === answer.base && wrong.size === 0 && !checking && !failed && changes.length > 0

  function apply([next, id]: [RuleSet, string]) {
    onChange(() => next)
    setSelected(id)
    setTab('rule')
  }
  const actions = {
    select(id: string) {
      setSelected(id)
      setTab('rule')
    },
    add: () =>
      apply(addRule(set, { name: 'New rule', when: 'minorInvolved', effect: NEW_EFFECT, enabled: true })),
    duplicate: (id: string) => apply(duplicateRule(set, id)),
    remove(id: string) {
      const at = set.rules.findIndex((rule) => rule.id === id)
      onChange((now) => removeRule(now, id))
      setSelected((set.rules[at + 1] ?? set.rules[at - 1])?.id ?? 'otherwise')
    },
    move: (id: string, by: -1 | 1) => onChange((now) => moveRule(now, id, by)),
    enable: (id: string, enabled: boolean) => onChange((now) => changeRule(now, id, { enabled })),
  }
  function publish() {
    if (ready) unlockFirst(() => setPublishing(true))
  }
  function step(by: -1 | 1) {
    const ids = [...set.rules.map((rule) => rule.id), 'otherwise']
    const at = ids.indexOf(selected)
    setSelected(ids[Math.min(Math.max(at + by, 0), ids.length - 1)]!)
  }
  useShortcuts([
    { keys: 'j', label: 'Next rule', group: 'Rules', run: () => step(1) },
    { keys: 'k', label: 'Previous rule', group: 'Rules', run: () => step(-1) },
    { keys: 'n', label: 'New rule', group: 'Rules', run: actions.add },
    { keys: 'w', label: 'What would change', group: 'Rules', run: () => setTab('simulation') },
    { keys: 'mod+enter', label: 'Publish', group: 'Rules', run: publish },
  ])
  const rule = set.rules.find((one) => one.id === selected)

  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader
        title="Rules"
        actions={
          <>
            <Button
              variant="ghost"
              onClick={() => (changes.length > 0 ? setDiscarding(true) : onKeep(undefined))}
            >
              {changes.length > 0 ? 'Discard draft' : 'Stop editing'}
            </Button>
            <Button variant="primary" onClick={publish} disabled={!ready}>
              Publish…
            </Button>
          </>
        }
      >
        <Badge tone="accent">Draft</Badge>
        <span className="truncate">
          {changes.length === 0
            ? answer.base === 0
              ? 'Nothing yet'
              : `Nothing differs from version ${answer.base}`
            : `${changes.length} ${changes.length === 1 ? 'change' : 'changes'} against version ${answer.base}, kept in this browser`}
          {failed
            ? '; the conditions cannot be checked now'
            : wrong.size > 0
              ? `; ${wrong.size} to mend`
              : ''}
        </span>
      </PageHeader>
      <BaseMoved answer={answer} draft={draft} onKeep={onKeep} />
      <div className="grid min-h-0 flex-1 grid-cols-[minmax(360px,5fr)_minmax(420px,6fr)]">
        <RuleList set={set} selected={selected} wrong={wrong} actions={actions} />
        <Tabs value={tab} onValueChange={setTab} className="flex min-h-0 flex-col border-line border-l">
          <TabsList className="px-4" aria-label="Rule and effect of the draft">
            <Tab value="rule">{rule ? 'Rule' : 'Otherwise'}</Tab>
            <Tab value="simulation">What would change</Tab>
          </TabsList>
          <TabPanel value="rule" className="min-h-0 flex-1 overflow-auto p-4">
            <RuleForm
              key={selected}
              set={set}
              rule={rule}
              fresh={!published.rules.some((one) => one.id === rule?.id)}
              check={rule && checks[rule.id]}
              checking={checking}
              problem={incomplete.get(rule?.id ?? 'otherwise')}
              onChange={onChange}
            />
          </TabPanel>
          <TabPanel value="simulation" className="min-h-0 flex-1 overflow-auto p-4">
            <SimulationPanel set={set} ready={wrong.size === 0 && !checking} />
          </TabPanel>
        </Tabs>
      </div>
      <PublishDialog
        open={publishing}
        onOpenChange={setPublishing}
        answer={answer}
        set={settleIds(set, published)}
        base={draft.base}
        onPublished={() => onKeep(undefined)}
      />
      <ConfirmDialog
        open={discarding}
        onOpenChange={setDiscarding}
        title="Discard this draft?"
        confirm="Discard"
        danger
        onConfirm={() => onKeep(undefined)}
      >
        {changes.length === 1 ? 'One change is' : `${changes.length} changes are`} lost. The version in force
        stays as it is.
      </ConfirmDialog>
    </div>
  )
}

'use client'

import { useId } from 'react'
import { Field } from '#components/ui/field'
import { Input } from '#components/ui/input'
import type { Rule, RuleEffect, RuleSet } from '#domain/rule'
import { ConditionEditor, type ConditionProblem } from './condition-editor'
import { changeRule } from './draft'
import { EffectFields } from './effect-fields'
import type { Check } from './use-rules'

const NO_PROBLEMS: ConditionProblem[] = []

/** One rule, or what holds when none applies: name, condition with its words, effect. */
export function RuleForm({
  set,
  rule,
  fresh,
  check,
  checking,
  problem,
  onChange,
}: {
  set: RuleSet
  rule: Rule | undefined
  /** Never published: its id is still to come from its name. */
  fresh: boolean
  check: Check | undefined
  checking: boolean
  problem: string | undefined
  onChange: (update: (set: RuleSet) => RuleSet) => void
}) {
  if (!rule)
    return (
      <div className="grid max-w-2xl gap-4">
        <p className="text-ink-2">
          Holds for a case that no rule applies to, so that every case has a queue and a due time.
        </p>
        <EffectFields
          effect={set.otherwise}
          onChange={(otherwise) => onChange((now) => ({ ...now, otherwise }))}
        />
        {problem ? <Problem>{problem}</Problem> : null}
      </div>
    )
  const change = (part: Partial<Omit<Rule, 'id'>>) => onChange((now) => changeRule(now, rule.id, part))
  return (
    <div className="grid max-w-2xl gap-4">
      <Field label="Name">
        {(ids) => (
          <Input
            {...ids}
            value={rule.name}
            maxLength={80}
            onChange={(event) => change({ name: event.target.value })}
          />
        )}
      </Field>
      <Condition rule={rule} check={check} checking={checking} onChange={(when) => change({ when })} />
      <EffectFields effect={rule.effect} onChange={(effect: RuleEffect) => change({ effect })} />
      {problem ? <Problem>{problem}</Problem> : null}
      <p className="text-ink-3 text-xs">
        {fresh ? (
          'It gets its id from its name when it is published.'
        ) : (
          <>
            Id <code className="font-mono">{rule.id}</code>: cases that this rule routed name it, so it never
            changes.
          </>
        )}
      </p>
    </div>
  )
}

function Condition({
  rule,
  check,
  checking,
  onChange,
}: {
  rule: Rule
  check: Check | undefined
  checking: boolean
  onChange: (when: string) => void
}) {
  const id = useId()
  const errors = check?.errors ?? NO_PROBLEMS
  return (
    <div className="grid gap-1">
      <div className="flex justify-between text-ink-2 text-xs">
        <span id={`${id}-label`}>Condition</span>
        <span className="text-ink-3">Ctrl Space: facts and values</span>
      </div>
      <ConditionEditor
        label={`Condition of ${rule.name || 'this rule'}`}
        describedBy={`${id}-words`}
        value={rule.when}
        problems={errors}
        onChange={onChange}
      />
      <div id={`${id}-words`} aria-live="polite" className="min-h-10 text-sm">
        {errors.length > 0 ? (
          <ul className="grid gap-0.5 text-danger">
            {errors.map((error) => (
              <li key={`${error.from}-${error.message}`}>{error.message}</li>
            ))}
          </ul>
        ) : check ? (
          <p className={checking ? 'text-ink-3' : 'text-ink-2'}>
            <span className="text-ink-3">Applies when </span>
            {check.words}.
          </p>
        ) : (
          <p className="text-ink-3">Checking…</p>
        )}
      </div>
    </div>
  )
}

function Problem({ children }: { children: string }) {
  return (
    <p role="alert" className="text-danger text-xs">
      {children}
    </p>
  )
}

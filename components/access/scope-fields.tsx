'use client'

import { Field } from '#components/ui/field'
import { Input } from '#components/ui/input'
import { Select } from '#components/ui/select'
import { ACCESS_RULES, type AccessScope } from '#domain/access-rules'
import type { Draft, Problems } from './draft-request'

type Props = {
  draft: Draft
  change: (part: Partial<Draft>) => void
  regions: readonly string[]
  problems: Problems
  /** Problems are said once somebody has tried to send it. */
  tried: boolean
}

const KINDS: Record<AccessScope['kind'], string> = {
  window: 'Reported messages of a case, and some on either side',
  opened: 'What has been opened on a case',
  identifiers: 'Accounts or conversations between two days',
}

/** Which messages: of a case, or by identifiers. */
export function ScopeFields({ draft, change, regions, problems, tried }: Props) {
  const { scopes } = ACCESS_RULES[draft.purpose]
  const wrong = (name: keyof Problems) => (tried ? problems[name] : undefined)
  const text = (name: 'caseId' | 'around' | 'platform' | 'ref', label: string, hint?: string) => (
    <Field label={label} error={wrong(name)} {...(hint ? { hint } : {})}>
      {(ids) => (
        <Input
          {...ids}
          autoComplete="off"
          spellCheck={false}
          value={draft[name]}
          onChange={(event) => change({ [name]: event.target.value })}
        />
      )}
    </Field>
  )
  return (
    <>
      {scopes.length > 1 ? (
        <Field label="Covers">
          {({ id }) => (
            <Select
              id={id}
              label="Covers"
              className="h-8 w-full"
              value={draft.kind}
              onChange={(value) => change({ kind: value as Draft['kind'] })}
              options={scopes.map((value) => ({ value, label: KINDS[value] }))}
            />
          )}
        </Field>
      ) : null}
      {draft.kind === 'identifiers' ? (
        <>
          <div className="grid grid-cols-2 items-start gap-3">
            {text('platform', 'Platform')}
            <Field label="Region">
              {({ id }) => (
                <Select
                  id={id}
                  label="Region"
                  className="h-8 w-full"
                  value={draft.region}
                  onChange={(region) => change({ region })}
                  options={regions.map((value) => ({ value, label: value }))}
                />
              )}
            </Field>
          </div>
          <div className="grid grid-cols-2 items-start gap-3">
            <Lines
              label="Account ids, one a line"
              value={draft.accounts}
              onChange={(accounts) => change({ accounts })}
            />
            <Lines
              label="Conversation ids, one a line"
              value={draft.conversations}
              onChange={(conversations) => change({ conversations })}
            />
          </div>
          <p className={wrong('who') ? 'text-danger text-xs' : 'text-ink-3 text-xs'}>
            {wrong('who') ??
              'Both given narrow each other: what these accounts wrote in these conversations.'}
          </p>
          <div className="grid grid-cols-2 items-start gap-3">
            <Day label="First day (UTC)" value={draft.from} onChange={(from) => change({ from })} />
            <Day label="Last day (UTC)" value={draft.to} onChange={(to) => change({ to })} />
          </div>
          {wrong('period') ? <p className="text-danger text-xs">{wrong('period')}</p> : null}
        </>
      ) : (
        <>
          {text('caseId', 'Case id')}
          {draft.kind === 'window' ? text('around', 'Messages on either side of each reported one') : null}
        </>
      )}
      {draft.kind === 'identifiers' ? text('ref', 'Reference', 'Such as the number of the order') : null}
    </>
  )
}

function Lines({
  label,
  value,
  onChange,
}: {
  label: string
  value: string
  onChange: (value: string) => void
}) {
  return (
    <Field label={label}>
      {(ids) => (
        <textarea
          {...ids}
          rows={3}
          spellCheck={false}
          className="w-full rounded-md border border-line-strong bg-surface px-2.5 py-1.5 font-mono text-xs"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

function Day({
  label,
  value,
  onChange,
}: {
  label: string
  value: string
  onChange: (value: string) => void
}) {
  return (
    <Field label={label}>
      {(ids) => (
        <Input {...ids} type="date" value={value} onChange={(event) => onChange(event.target.value)} />
      )}
    </Field>
  )
}

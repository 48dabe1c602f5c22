'use client'

import { type FormEvent, useState } from 'react'
import { toast } from 'sonner'
import { duration } from '#components/review/time'
import { FormEnd } from '#components/shell/form-end'
import { Button } from '#components/ui/button'
import { Dialog } from '#components/ui/dialog'
import { Field } from '#components/ui/field'
import { Select } from '#components/ui/select'
import { ACCESS_REASONS, ACCESS_RULES, type AccessReason, ERASE_PURPOSES } from '#domain/access-rules'
import { PURPOSE_NAMES, REASON_NAMES } from '#domain/access-words'
import type { Purpose } from '#domain/ledger-entry'
import { type Draft, emptyDraft, requestOf } from './draft-request'
import { ScopeFields } from './scope-fields'
import { useAccessAct } from './use-access'

type AskProps = {
  purposes: Purpose[]
  regions: readonly string[]
  preset: { purpose?: string | undefined; caseId?: string | undefined }
}

/** Asks for access that needs others. What it covers is worked out by the key service, and shown to whoever answers. */
export function AskDialog({
  open,
  onOpenChange,
  ...props
}: AskProps & { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Ask for access"
      description="It is recorded, and others must approve it. Nobody approves their own."
    >
      {open ? <AskForm {...props} onDone={() => onOpenChange(false)} /> : null}
    </Dialog>
  )
}

function AskForm({ purposes, regions, preset, onDone }: AskProps & { onDone: () => void }) {
  const first = purposes.find((purpose) => purpose === preset.purpose) ?? purposes[0]!
  const [draft, setDraft] = useState<Draft>(() => emptyDraft(first, regions[0] ?? '', preset.caseId ?? ''))
  const [tried, setTried] = useState(false)
  const act = useAccessAct()
  const rule = ACCESS_RULES[draft.purpose]
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }))
  const request = requestOf(draft)
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    setTried(true)
    const form = event.currentTarget
    // Once the problems are drawn: to the first of them, which may have scrolled out of sight.
    if (!request.ok)
      return void requestAnimationFrame(() =>
        form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
      )
    act.mutate(request.request, {
      onSuccess() {
        toast.success('Asked for; leads have been told')
        onDone()
      },
    })
  }
  return (
    <form onSubmit={submit} className="grid gap-3">
      <Field
        label="Purpose"
        hint={`${rule.approvers === 1 ? 'One lead approves' : `${rule.approvers} leads approve`}; ${draft.act === 'erase' ? 'then you carry it out' : `${duration(rule.minutes * 60_000)} once taken up`}.${rule.breakGlass ? ' All leads are told, and one reviews it within a day.' : ''}`}
      >
        {({ id }) => (
          <Select
            id={id}
            label="Purpose"
            className="h-8 w-full"
            value={draft.purpose}
            onChange={(value) => setDraft(emptyDraft(value as Purpose, draft.region, draft.caseId))}
            options={purposes.map((value) => ({ value, label: PURPOSE_NAMES[value] }))}
          />
        )}
      </Field>
      {ERASE_PURPOSES.includes(draft.purpose) ? (
        <Field label="To">
          {({ id }) => (
            <Select
              id={id}
              label="To"
              className="h-8 w-full"
              value={draft.act}
              onChange={(value) => change({ act: value as Draft['act'] })}
              options={[
                { value: 'read', label: 'Read the messages' },
                { value: 'erase', label: 'Destroy the messages for good' },
              ]}
            />
          )}
        </Field>
      ) : null}
      <ScopeFields {...{ draft, change, regions, tried }} problems={request.ok ? {} : request.problems} />
      <Field label="Reason">
        {({ id }) => (
          <Select
            id={id}
            label="Reason"
            className="h-8 w-full"
            value={draft.reason}
            onChange={(value) => change({ reason: value as AccessReason })}
            options={ACCESS_REASONS.map((value) => ({ value, label: REASON_NAMES[value] }))}
          />
        )}
      </Field>
      <FormEnd error={act.error} onCancel={onDone}>
        <Button size="md" variant="primary" type="submit" disabled={act.isPending}>
          {act.isPending ? 'Asking…' : 'Sign and ask'}
        </Button>
      </FormEnd>
    </form>
  )
}

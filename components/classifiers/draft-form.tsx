'use client'

import { type FormEvent, useState } from 'react'
import { toast } from 'sonner'
import { api } from '#components/shell/api'
import { FormEnd } from '#components/shell/form-end'
import { Button } from '#components/ui/button'
import { Field } from '#components/ui/field'
import { Input } from '#components/ui/input'
import { Select } from '#components/ui/select'
import type { ThresholdTarget } from '#domain/calibration'
import { type ClassifierSummary, pathOf, useClassifierChange } from './use-classifiers'

type Target = { by: ThresholdTarget['by']; value: string }
const BY: { value: ThresholdTarget['by']; label: string; hint: string }[] = [
  {
    value: 'false_positive_rate',
    label: 'False positives',
    hint: 'Share of harmless decided cases, such as 0.05',
  },
  {
    value: 'precision',
    label: 'Precision',
    hint: 'Share of flagged decided cases that are upheld, such as 0.8',
  },
  { value: 'cases_per_day', label: 'Cases a day', hint: 'How many people can look at, such as 40' },
  { value: 'score', label: 'Score', hint: 'From this calibrated score on, such as 0.3' },
]
const METHODS = [
  { value: 'best', label: 'Whichever fits best', hint: 'By the log loss on decisions held out' },
  { value: 'platt', label: 'Platt', hint: 'Two numbers: enough from 50 decisions on' },
  { value: 'isotonic', label: 'Isotonic', hint: 'A free rising curve: from 300 decisions on' },
  {
    value: 'shipped',
    label: 'As shipped, own thresholds',
    hint: 'Keeps the score, cuts the bands by it alone',
  },
  {
    value: 'untouched',
    label: 'As shipped',
    hint: 'For trying a version, or going back to the classifier’s own bands',
  },
]

/** Asks for a calibration to be learnt. What comes out is a draft, which changes nothing. */
export function DraftForm({ summary, onDone }: { summary: ClassifierSummary; onDone: () => void }) {
  const [version, setVersion] = useState(summary.version ?? summary.versions[0]?.version ?? '')
  const [method, setMethod] = useState(summary.readiness.enough ? 'best' : 'untouched')
  const [review, setReview] = useState<Target>({ by: 'false_positive_rate', value: '0.05' })
  const [urgent, setUrgent] = useState<Target>({ by: 'precision', value: '0.8' })
  const untouched = method === 'untouched'
  const create = useClassifierChange(() =>
    api(pathOf({ platform: summary.platform.id, classifier: summary.classifier }), {
      body: {
        version,
        method: untouched ? 'shipped' : method,
        targets: untouched ? null : { review: asTarget(review), urgent: asTarget(urgent) },
      },
    }),
  )
  function submit(event: FormEvent) {
    event.preventDefault()
    create.mutate(undefined, {
      onSuccess: () => {
        toast.success('The draft is made. It changes nothing yet.')
        onDone()
      },
    })
  }
  const ready = untouched || [review, urgent].every(({ value }) => value.trim() !== '' && Number(value) >= 0)
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Field label="Version of the classifier">
        {({ id }) => (
          <Select
            id={id}
            label="Version of the classifier"
            value={version}
            onChange={setVersion}
            options={summary.versions.map(({ version: value, candidate }) => ({
              value,
              label: candidate ? `${value} (candidate)` : value,
            }))}
          />
        )}
      </Field>
      <Field label="Calibration">
        {({ id }) => (
          <Select id={id} label="Calibration" value={method} onChange={setMethod} options={METHODS} />
        )}
      </Field>
      {untouched ? null : (
        <>
          <TargetField label="Review from" target={review} onChange={setReview} />
          <TargetField label="Urgent from" target={urgent} onChange={setUrgent} />
        </>
      )}
      <FormEnd error={create.error} onCancel={onDone}>
        <Button
          size="md"
          variant="primary"
          type="submit"
          disabled={!ready || version === '' || create.isPending}
        >
          Make a draft
        </Button>
      </FormEnd>
    </form>
  )
}

function asTarget({ by, value }: Target) {
  return { by, value: Number(value) }
}

function TargetField({
  label,
  target,
  onChange,
}: {
  label: string
  target: Target
  onChange: (target: Target) => void
}) {
  const hint = BY.find(({ value }) => value === target.by)?.hint
  return (
    <Field label={label} {...(hint ? { hint } : {})}>
      {(ids) => (
        <span className="flex gap-2">
          <Select
            label={`${label}: by`}
            value={target.by}
            onChange={(by) => onChange({ ...target, by: by as Target['by'] })}
            options={BY}
            className="h-8 w-44"
          />
          <Input
            {...ids}
            required
            type="number"
            step="any"
            min="0"
            className="w-32"
            value={target.value}
            onChange={(event) => onChange({ ...target, value: event.target.value })}
          />
        </span>
      )}
    </Field>
  )
}

'use client'

import { type FormEvent, useId, useState } from 'react'
import { OneTimeSecret } from '#components/settings/one-time-secret'
import { api } from '#components/shell/api'
import { FormEnd } from '#components/shell/form-end'
import { Button } from '#components/ui/button'
import { Checkbox } from '#components/ui/checkbox'
import { Field } from '#components/ui/field'
import { Input } from '#components/ui/input'
import { useClassifierChange } from './use-classifiers'

const EMPTY = {
  code: '',
  name: '',
  url: '',
  purpose: '',
  timeoutMs: '2000',
  perMinute: '120',
  review: '0.5',
  urgent: '0.9',
}
type Texts = typeof EMPTY
const FIELDS: { key: keyof Texts; label: string; hint?: string; number?: boolean; placeholder?: string }[] = [
  { key: 'name', label: 'Name' },
  { key: 'code', label: 'Code', hint: 'Small letters, digits and hyphens. Stands in the ledger, for good.' },
  {
    key: 'url',
    label: 'Address',
    hint: 'https only; addresses inside networks are refused.',
    placeholder: 'https://scorer.example.com/v1',
  },
  { key: 'purpose', label: 'Purpose', hint: 'Why text has to leave for it: whoever allows it reads this.' },
  { key: 'timeoutMs', label: 'Timeout in milliseconds', number: true },
  { key: 'perMinute', label: 'Reports a minute at most', number: true },
  { key: 'review', label: 'Review from', number: true },
  { key: 'urgent', label: 'Urgent from', number: true },
]

/** Enters a scorer that gets nothing yet. The secret that signs what it is sent is shown once. */
export function PluginForm({
  platforms,
  onDone,
}: {
  platforms: { id: string; name: string }[]
  onDone: () => void
}) {
  const [texts, setTexts] = useState(EMPTY)
  const [chosen, setChosen] = useState<string[]>([])
  const id = useId()
  const create = useClassifierChange(() =>
    api<{ secret: string }>('/api/plugins', {
      body: {
        ...texts,
        url: texts.url.trim(),
        platforms: chosen,
        timeoutMs: Number(texts.timeoutMs),
        perMinute: Number(texts.perMinute),
        review: Number(texts.review),
        urgent: Number(texts.urgent),
      },
    }),
  )
  if (create.data) return <OneTimeSecret label="Signing secret" secret={create.data.secret} onDone={onDone} />
  function submit(event: FormEvent) {
    event.preventDefault()
    create.mutate(undefined)
  }
  return (
    <form onSubmit={submit} className="grid gap-3">
      {/* Numbers two a line, so that the whole form stands on a small screen. */}
      <div className="grid grid-cols-2 gap-3">
        {FIELDS.map(({ key, label, hint, number, placeholder }) => (
          <div key={key} className={number ? '' : 'col-span-2'}>
            <Field label={label} {...(hint ? { hint } : {})}>
              {(ids) => (
                <Input
                  {...ids}
                  required
                  {...(number ? { type: 'number', step: 'any', min: '0' } : {})}
                  {...(placeholder ? { placeholder } : {})}
                  value={texts[key]}
                  onChange={(event) => setTexts({ ...texts, [key]: event.target.value })}
                />
              )}
            </Field>
          </div>
        ))}
      </div>
      <fieldset className="grid gap-1.5">
        <legend className="mb-1 text-ink-2 text-xs">Platforms whose reports are sent</legend>
        {platforms.map((platform) => (
          <span key={platform.id} className="flex items-center gap-2">
            <Checkbox
              id={`${id}-${platform.id}`}
              checked={chosen.includes(platform.id)}
              onCheckedChange={(on) =>
                setChosen(
                  on === true ? [...chosen, platform.id] : chosen.filter((one) => one !== platform.id),
                )
              }
            />
            <label htmlFor={`${id}-${platform.id}`}>{platform.name}</label>
          </span>
        ))}
      </fieldset>
      <FormEnd error={create.error} onCancel={onDone}>
        <Button size="md" variant="primary" type="submit" disabled={chosen.length === 0 || create.isPending}>
          Propose
        </Button>
      </FormEnd>
    </form>
  )
}

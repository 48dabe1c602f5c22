'use client'

import { type FormEvent, useState } from 'react'
import { api } from '#components/shell/api'
import { FormEnd } from '#components/shell/form-end'
import { Button } from '#components/ui/button'
import { Field } from '#components/ui/field'
import { Input } from '#components/ui/input'
import { OneTimeSecret } from './one-time-secret'
import { newFrankingKey, readFrankingKey, sealFrankingKey } from './seal-franking-key'
import { usePlatformChange } from './use-platforms'

/** Takes the platform's key, or makes one. It is sealed here, in the browser; what is sent only intake can open. */
export function NewFrankingKeyForm({
  platformId,
  recipient,
  onDone,
}: {
  platformId: string
  recipient: string
  onDone: () => void
}) {
  const [kid, setKid] = useState('')
  const [pasted, setPasted] = useState('')
  const own = readFrankingKey(pasted)
  const add = usePlatformChange(async () => {
    const made = newFrankingKey()
    const key = own ?? readFrankingKey(made)!
    const sealed = await sealFrankingKey(recipient, platformId, kid, key)
    await api('/api/franking-keys', { body: { platformId, kid, sealed } })
    return own ? undefined : made
  })
  if (add.isSuccess && add.data !== undefined)
    return <OneTimeSecret label={`Franking key ${kid}`} secret={add.data} onDone={onDone} />
  function submit(event: FormEvent) {
    event.preventDefault()
    add.mutate(undefined, { onSuccess: (made) => made === undefined && onDone() })
  }
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Field label="Key id" hint="The kid that the platform’s tags name, such as 2026-11">
        {(ids) => (
          <Input
            {...ids}
            required
            maxLength={100}
            pattern="[!-~]+"
            value={kid}
            onChange={(event) => setKid(event.target.value)}
          />
        )}
      </Field>
      <Field label="Key" hint="32 bytes in hex or base64url. Leave it empty to have one made">
        {(ids) => (
          <Input
            {...ids}
            type="password"
            autoComplete="off"
            maxLength={64}
            aria-invalid={pasted !== '' && !own}
            value={pasted}
            onChange={(event) => setPasted(event.target.value)}
          />
        )}
      </Field>
      <FormEnd error={add.error} onCancel={onDone}>
        <Button
          size="md"
          variant="primary"
          type="submit"
          disabled={kid === '' || (pasted !== '' && !own) || add.isPending}
        >
          Add
        </Button>
      </FormEnd>
    </form>
  )
}

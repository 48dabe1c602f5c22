'use client'

import { Plus } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { toast } from 'sonner'
import { whenWords } from '#components/rules/when-words'
import { api, messageOf } from '#components/shell/api'
import { FormEnd } from '#components/shell/form-end'
import { Badge } from '#components/ui/badge'
import { Button } from '#components/ui/button'
import { Checkbox } from '#components/ui/checkbox'
import { cn } from '#components/ui/class-names'
import { ConfirmDialog } from '#components/ui/confirm-dialog'
import { Dialog } from '#components/ui/dialog'
import { Field } from '#components/ui/field'
import { Input } from '#components/ui/input'
import { Table, Td, Th, Tr } from '#components/ui/table'
import { API_SCOPES } from '#domain/api-scope'
import type { ApiKeyRow, PlatformRow } from '#services/platforms/schema'
import { OneTimeSecret } from './one-time-secret'
import { SectionBar } from './section-bar'
import { usePlatformChange } from './use-platforms'

const SCOPES = Object.entries(API_SCOPES).map(([value, label]) => ({ value, label }))

/** Several keys may live at once: make a new one, change the platform over, then revoke the old one. */
export function ApiKeys({ platform }: { platform: PlatformRow }) {
  const [creating, setCreating] = useState(false)
  const [revoking, setRevoking] = useState<ApiKeyRow>()
  const revoke = usePlatformChange((id: string) => api(`/api/api-keys/${id}`, { method: 'DELETE' }))
  const alive = platform.keys.filter((key) => key.revokedAt === null).length
  return (
    <>
      <SectionBar
        title="API keys"
        hint={
          alive === 0
            ? 'No key is alive: this platform can send no report.'
            : 'Several may live at once, so a key is replaced without a gap.'
        }
        action={
          <Button onClick={() => setCreating(true)}>
            <Plus aria-hidden />
            New key
          </Button>
        }
      />
      {platform.keys.length > 0 ? (
        <Table aria-label={`API keys of ${platform.name}`}>
          <thead>
            <tr>
              <Th>Name</Th>
              <Th>Begins with</Th>
              <Th>Scopes</Th>
              <Th>Created</Th>
              <Th>State</Th>
              <Th className="w-28">
                <span className="sr-only">Actions</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {platform.keys.map((key) => (
              <Tr key={key.id} className={cn(key.revokedAt && 'text-ink-3')}>
                <Td className={cn(!key.revokedAt && 'font-medium')}>{key.name}</Td>
                <Td className="font-mono text-xs">cs_{key.prefix}…</Td>
                <Td>{key.scopes.join(', ')}</Td>
                <Td className="whitespace-nowrap">{whenWords(key.createdAt)}</Td>
                <Td className="whitespace-nowrap">
                  {key.revokedAt ? (
                    <>
                      <Badge>revoked</Badge> {whenWords(key.revokedAt)}
                    </>
                  ) : (
                    <Badge tone="ok">alive</Badge>
                  )}
                </Td>
                <Td className="text-right">
                  {key.revokedAt ? null : (
                    <Button
                      variant="ghost"
                      aria-label={`Revoke ${key.name}`}
                      onClick={() => setRevoking(key)}
                    >
                      Revoke…
                    </Button>
                  )}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      ) : null}
      <Dialog open={creating} onOpenChange={setCreating} title={`New API key for ${platform.name}`}>
        {creating ? <NewKeyForm platformId={platform.id} onDone={() => setCreating(false)} /> : null}
      </Dialog>
      <ConfirmDialog
        open={revoking !== undefined}
        onOpenChange={(open) => !open && setRevoking(undefined)}
        title={`Revoke ${revoking?.name ?? ''}?`}
        confirm="Revoke"
        danger
        onConfirm={() =>
          revoke.mutate(revoking!.id, {
            onSuccess: () => toast.success('The key is revoked'),
            onError: (error) => toast.error(messageOf(error)),
          })
        }
      >
        {alive === 1
          ? `It is the last key of ${platform.name}: no report comes in until there is another one.`
          : 'Requests with it are refused within a second. It cannot be brought back.'}
      </ConfirmDialog>
    </>
  )
}

function NewKeyForm({ platformId, onDone }: { platformId: string; onDone: () => void }) {
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<string[]>(SCOPES.map((scope) => scope.value))
  const create = usePlatformChange(() =>
    api<{ key: string }>('/api/api-keys', { body: { platformId, name: name.trim(), scopes } }),
  )
  if (create.data) return <OneTimeSecret label="API key" secret={create.data.key} onDone={onDone} />
  function submit(event: FormEvent) {
    event.preventDefault()
    create.mutate(undefined)
  }
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Field label="Name" hint="Where it is used, such as “report service, production”">
        {(ids) => (
          <Input
            {...ids}
            required
            maxLength={60}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <fieldset className="grid gap-1.5">
        <legend className="mb-1.5 text-ink-2 text-xs">Scopes</legend>
        {SCOPES.map(({ value, label }) => (
          <span key={value} className="flex items-center gap-2">
            <Checkbox
              id={`scope-${value}`}
              checked={scopes.includes(value)}
              onCheckedChange={(on) =>
                setScopes(on === true ? [...scopes, value] : scopes.filter((s) => s !== value))
              }
            />
            <label htmlFor={`scope-${value}`}>
              {label} <code className="font-mono text-ink-3 text-xs">{value}</code>
            </label>
          </span>
        ))}
      </fieldset>
      <FormEnd error={create.error} onCancel={onDone}>
        <Button
          size="md"
          variant="primary"
          type="submit"
          disabled={name.trim() === '' || scopes.length === 0 || create.isPending}
        >
          Create
        </Button>
      </FormEnd>
    </form>
  )
}

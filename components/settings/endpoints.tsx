'use client'

import { Plus } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { toast } from 'sonner'
import { whenWords } from '#components/rules/when-words'
import { api, messageOf } from '#components/shell/api'
import { FormEnd } from '#components/shell/form-end'
import { Badge } from '#components/ui/badge'
import { Button } from '#components/ui/button'
import { ConfirmDialog } from '#components/ui/confirm-dialog'
import { Dialog } from '#components/ui/dialog'
import { Field } from '#components/ui/field'
import { Input } from '#components/ui/input'
import { Switch } from '#components/ui/switch'
import { Table, Td, Th, Tr } from '#components/ui/table'
import type { EndpointRow, PlatformRow } from '#services/platforms/schema'
import { Deliveries } from './deliveries'
import { OneTimeSecret } from './one-time-secret'
import { SectionBar } from './section-bar'
import { usePlatformChange } from './use-platforms'

/** Where decisions are sent, signed. Each endpoint gets every decision of its platform. */
export function Endpoints({ platform }: { platform: PlatformRow }) {
  const [creating, setCreating] = useState(false)
  const [looking, setLooking] = useState<EndpointRow>()
  const [replacing, setReplacing] = useState<EndpointRow>()
  const [secret, setSecret] = useState<string>()
  const toggle = usePlatformChange(({ id, active }: { id: string; active: boolean }) =>
    api(`/api/endpoints/${id}`, { method: 'PATCH', body: { change: 'active', active } }),
  )
  const replace = usePlatformChange((id: string) =>
    api<{ secret: string }>(`/api/endpoints/${id}`, { method: 'PATCH', body: { change: 'secret' } }),
  )
  return (
    <>
      <SectionBar
        title="Webhook endpoints"
        hint={
          platform.endpoints.some((one) => one.active)
            ? 'Decisions go out as Standard Webhooks, without content and without the reporter.'
            : 'None is on: decisions reach nobody at this platform.'
        }
        action={
          <Button onClick={() => setCreating(true)}>
            <Plus aria-hidden />
            New endpoint
          </Button>
        }
      />
      {platform.endpoints.length > 0 ? (
        <Table aria-label={`Webhook endpoints of ${platform.name}`}>
          <thead>
            <tr>
              <Th className="w-16">On</Th>
              <Th className="w-1/2">Address</Th>
              <Th>Created</Th>
              <Th className="text-right">Waiting</Th>
              <Th className="text-right">Given up</Th>
              <Th className="w-56">
                <span className="sr-only">Actions</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {platform.endpoints.map((one) => (
              <Tr key={one.id}>
                <Td>
                  <Switch
                    aria-label={`Send to ${one.url}`}
                    checked={one.active}
                    disabled={toggle.isPending}
                    onCheckedChange={(active) =>
                      toggle.mutate(
                        { id: one.id, active },
                        { onError: (error) => toast.error(messageOf(error)) },
                      )
                    }
                  />
                </Td>
                <Td className="max-w-0 truncate font-mono text-xs" title={one.url}>
                  {one.url}
                </Td>
                <Td className="whitespace-nowrap">{whenWords(one.createdAt)}</Td>
                <Td className="text-right">{one.waiting}</Td>
                <Td className="text-right">
                  {one.dead > 0 ? (
                    <Badge tone="danger">{one.dead}</Badge>
                  ) : (
                    <span className="text-ink-3">0</span>
                  )}
                </Td>
                <Td className="text-right">
                  <span className="flex justify-end gap-1">
                    <Button variant="ghost" onClick={() => setLooking(one)}>
                      Deliveries
                    </Button>
                    <Button variant="ghost" onClick={() => setReplacing(one)}>
                      New secret…
                    </Button>
                  </span>
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      ) : null}
      <Dialog open={creating} onOpenChange={setCreating} title={`New webhook endpoint for ${platform.name}`}>
        {creating ? <NewEndpointForm platformId={platform.id} onDone={() => setCreating(false)} /> : null}
      </Dialog>
      <Deliveries endpoint={looking} onClose={() => setLooking(undefined)} />
      <ConfirmDialog
        open={replacing !== undefined}
        onOpenChange={(open) => !open && setReplacing(undefined)}
        title="Replace the signing secret?"
        confirm="Replace"
        danger
        onConfirm={() =>
          replace.mutate(replacing!.id, {
            onSuccess: (answer) => setSecret(answer.secret),
            onError: (error) => toast.error(messageOf(error)),
          })
        }
      >
        Deliveries are signed with the new secret at once; the platform refuses them until it knows it. They
        are tried again meanwhile.
      </ConfirmDialog>
      <Dialog
        open={secret !== undefined}
        onOpenChange={(open) => !open && setSecret(undefined)}
        title="New signing secret"
      >
        {secret ? (
          <OneTimeSecret label="Signing secret" secret={secret} onDone={() => setSecret(undefined)} />
        ) : null}
      </Dialog>
    </>
  )
}

function NewEndpointForm({ platformId, onDone }: { platformId: string; onDone: () => void }) {
  const [url, setUrl] = useState('')
  const create = usePlatformChange(() =>
    api<{ secret: string }>('/api/endpoints', { body: { platformId, url: url.trim() } }),
  )
  if (create.data) return <OneTimeSecret label="Signing secret" secret={create.data.secret} onDone={onDone} />
  function submit(event: FormEvent) {
    event.preventDefault()
    create.mutate(undefined)
  }
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Field label="Address" hint="Addresses inside private networks are refused when a decision is sent.">
        {(ids) => (
          <Input
            {...ids}
            required
            type="url"
            placeholder="https://safety.example.com/hooks/countersign"
            maxLength={2_000}
            value={url}
            onChange={(event) => setUrl(event.target.value)}
          />
        )}
      </Field>
      <FormEnd error={create.error} onCancel={onDone}>
        <Button
          size="md"
          variant="primary"
          type="submit"
          disabled={!URL.canParse(url.trim()) || create.isPending}
        >
          Add
        </Button>
      </FormEnd>
    </form>
  )
}

'use client'

import { Plus } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { whenWords } from '#components/rules/when-words'
import { api, messageOf } from '#components/shell/api'
import { Badge } from '#components/ui/badge'
import { Button } from '#components/ui/button'
import { cn } from '#components/ui/class-names'
import { ConfirmDialog } from '#components/ui/confirm-dialog'
import { Dialog } from '#components/ui/dialog'
import { Table, Td, Th, Tr } from '#components/ui/table'
import type { FrankingKeyRow, PlatformRow } from '#services/platforms/schema'
import { NewFrankingKeyForm } from './new-franking-key-form'
import { SectionBar } from './section-bar'
import { usePlatformChange } from './use-platforms'

/**
 * Keys under which a platform with end-to-end encryption tags messages. A new one is added beside the old ones, which
 * go on verifying what was sent under them.
 *
 * @param recipient intake's public key; absent where setup has not made one.
 */
export function FrankingKeys({ platform, recipient }: { platform: PlatformRow; recipient?: string }) {
  const [adding, setAdding] = useState(false)
  const [retiring, setRetiring] = useState<FrankingKeyRow>()
  const retire = usePlatformChange((id: string) => api(`/api/franking-keys/${id}`, { method: 'DELETE' }))
  return (
    <>
      <SectionBar
        title="Franking keys"
        hint={
          recipient === undefined
            ? 'Intake has no key to seal them to: run setup again.'
            : 'For end-to-end encrypted messages: they prove who sent what. Not needed otherwise.'
        }
        action={
          <Button onClick={() => setAdding(true)} disabled={recipient === undefined}>
            <Plus aria-hidden />
            Add key
          </Button>
        }
      />
      {platform.frankingKeys.length > 0 ? (
        <Table aria-label={`Franking keys of ${platform.name}`}>
          <thead>
            <tr>
              <Th>Key id</Th>
              <Th>Added</Th>
              <Th>State</Th>
              <Th className="w-28">
                <span className="sr-only">Actions</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {platform.frankingKeys.map((key) => (
              <Tr key={key.id} className={cn(key.retiredAt && 'text-ink-3')}>
                <Td className="font-mono text-xs">{key.kid}</Td>
                <Td className="whitespace-nowrap">{whenWords(key.createdAt)}</Td>
                <Td className="whitespace-nowrap">
                  {key.retiredAt ? (
                    <>
                      <Badge>retired</Badge> {whenWords(key.retiredAt)}
                    </>
                  ) : (
                    <Badge tone="ok">alive</Badge>
                  )}
                </Td>
                <Td className="text-right">
                  {key.retiredAt ? null : (
                    <Button variant="ghost" aria-label={`Retire ${key.kid}`} onClick={() => setRetiring(key)}>
                      Retire…
                    </Button>
                  )}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      ) : null}
      <Dialog open={adding} onOpenChange={setAdding} title={`Franking key for ${platform.name}`}>
        {adding && recipient !== undefined ? (
          <NewFrankingKeyForm
            platformId={platform.id}
            recipient={recipient}
            onDone={() => setAdding(false)}
          />
        ) : null}
      </Dialog>
      <ConfirmDialog
        open={retiring !== undefined}
        onOpenChange={(open) => !open && setRetiring(undefined)}
        title={`Retire ${retiring?.kid ?? ''}?`}
        confirm="Retire"
        danger
        onConfirm={() =>
          retire.mutate(retiring!.id, {
            onSuccess: () => toast.success('The key is retired'),
            onError: (error) => toast.error(messageOf(error)),
          })
        }
      >
        Messages tagged under it are shown as “Sender not verified” from then on, also those that were sent
        before. Retire a key that leaked; one that was only replaced may stay.
      </ConfirmDialog>
    </>
  )
}

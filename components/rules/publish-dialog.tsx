'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { useAgent } from '#components/shell/agent'
import { ApiError, api, messageOf } from '#components/shell/api'
import { Button } from '#components/ui/button'
import { Dialog } from '#components/ui/dialog'
import { toBase64Url, utf8 } from '#domain/bytes'
import { canonicalJson } from '#domain/canonical-json'
import type { RuleSet } from '#domain/rule'
import { DiffTable } from './diff-table'
import type { RulesAnswer } from './use-rules'

/** SHA-256 of the canonical JSON, base64url: what the ledger entry names and what the admin signs. */
async function hashOf(set: RuleSet): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(canonicalJson(set)))))
}

/**
 * Shows what would change, then has the reading key sign the new version's number and hash. Also brings an old
 * version back: `restores`.
 */
export function PublishDialog({
  open,
  onOpenChange,
  answer,
  set,
  base,
  restores,
  onPublished,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  answer: RulesAnswer
  set: RuleSet
  base: number
  restores?: number
  onPublished?: () => void
}) {
  const { sign } = useAgent()
  const client = useQueryClient()
  const publish = useMutation({
    mutationFn: async () => {
      const signed = await sign({ op: 'publish-rules', version: answer.next, hash: await hashOf(set) })
      return api<{ version: number; status: 'published' | 'pending' }>('/api/rules/publish', {
        body: { signed, set, base, ...(restores ? { restores } : {}) },
      })
    },
    onSuccess({ version, status }) {
      if (status === 'published') toast.success(`Version ${version} is in force`)
      else toast.warning(`Version ${version} waits for the key service and is not in force yet`)
      onOpenChange(false)
      onPublished?.()
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['rules'] }),
  })
  const conflict = publish.error instanceof ApiError && publish.error.status === 409
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        publish.reset()
        onOpenChange(next)
      }}
      title={restores ? `Bring version ${restores} back` : `Publish version ${answer.next}`}
      description={
        restores
          ? `Its rules are published anew as version ${answer.next}. New reports are routed by it from then on.`
          : 'New reports are routed by it from then on. Cases that are routed already stay where they are.'
      }
      className="w-[min(760px,calc(100vw-32px))]"
    >
      <div className="grid gap-4">
        <div className="max-h-[44vh] overflow-auto rounded-md border border-line">
          <DiffTable before={answer.published?.set} after={set} />
        </div>
        {publish.error ? (
          <p role="alert" className="rounded-md bg-danger-soft p-3 text-danger">
            {messageOf(publish.error)}
            {conflict ? ' Close this to see what the other version changed.' : ''}
          </p>
        ) : null}
        <div className="flex justify-end gap-2">
          <Button size="md" onClick={() => onOpenChange(false)}>
            {conflict ? 'Close' : 'Cancel'}
          </Button>
          <Button
            size="md"
            variant="primary"
            disabled={publish.isPending || conflict}
            onClick={() => publish.mutate()}
          >
            {publish.isPending ? 'Publishing…' : 'Sign and publish'}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}

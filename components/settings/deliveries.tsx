'use client'

import { toast } from 'sonner'
import { whenWords } from '#components/rules/when-words'
import { api, messageOf } from '#components/shell/api'
import { Badge, type Tone } from '#components/ui/badge'
import { Button } from '#components/ui/button'
import { Dialog } from '#components/ui/dialog'
import { SkeletonRows } from '#components/ui/skeleton'
import { EmptyState, ErrorState } from '#components/ui/state-message'
import { Table, Td, Th, Tr } from '#components/ui/table'
import { shortId } from '#domain/queue-view'
import type { DeliveryRow, EndpointRow } from '#services/platforms/schema'
import { useDeliveries, usePlatformChange } from './use-platforms'

const STATES: Record<string, { label: string; tone: Tone }> = {
  pending: { label: 'waiting', tone: 'warn' },
  delivered: { label: 'delivered', tone: 'ok' },
  dead: { label: 'given up', tone: 'danger' },
}

/** The last 50 deliveries to an endpoint: states and codes, never what was sent or answered. */
export function Deliveries({
  endpoint,
  onClose,
}: {
  endpoint: EndpointRow | undefined
  onClose: () => void
}) {
  const query = useDeliveries(endpoint?.id)
  return (
    <Dialog
      open={endpoint !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title="Deliveries"
      {...(endpoint ? { description: endpoint.url } : {})}
      className="w-[min(860px,calc(100vw-32px))]"
    >
      {query.isError && !query.data ? (
        <ErrorState title="The deliveries could not be loaded">{messageOf(query.error)}</ErrorState>
      ) : !query.data ? (
        <SkeletonRows rows={6} columns={['90px', '80px', '120px', '120px']} />
      ) : query.data.deliveries.length === 0 ? (
        <EmptyState title="Nothing was sent here yet">
          Each decision of this platform will stand here.
        </EmptyState>
      ) : (
        <DeliveryTable deliveries={query.data.deliveries} />
      )}
    </Dialog>
  )
}

function DeliveryTable({ deliveries }: { deliveries: readonly DeliveryRow[] }) {
  const retry = usePlatformChange((id: string) => api(`/api/endpoints/deliveries/${id}`, { method: 'POST' }))
  return (
    <Table aria-label="Deliveries, newest first">
      <thead>
        <tr>
          <Th>State</Th>
          <Th>Case</Th>
          <Th>Decided</Th>
          <Th className="text-right">Attempts</Th>
          <Th>Last answer</Th>
          <Th>Next or done</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {deliveries.map((one) => {
          const state = STATES[one.status] ?? { label: one.status, tone: 'neutral' as const }
          return (
            <Tr key={one.id}>
              <Td>
                <Badge tone={state.tone}>{state.label}</Badge>
              </Td>
              <Td className="font-mono text-xs" title={one.caseId}>
                {shortId(one.caseId)}
              </Td>
              <Td className="whitespace-nowrap">{whenWords(one.createdAt)}</Td>
              <Td className="text-right">{one.attempts}</Td>
              <Td className="text-ink-2">
                {[one.lastStatus, one.lastError].filter(Boolean).join(' ') || '—'}
              </Td>
              <Td className="whitespace-nowrap text-ink-2">
                {one.deliveredAt
                  ? whenWords(one.deliveredAt)
                  : one.status === 'pending'
                    ? whenWords(one.nextAt)
                    : '—'}
              </Td>
              <Td className="text-right">
                {one.status === 'dead' ? (
                  <Button
                    disabled={retry.isPending}
                    onClick={() =>
                      retry.mutate(one.id, {
                        onSuccess: () => toast.success('It will be sent again'),
                        onError: (error) => toast.error(messageOf(error)),
                      })
                    }
                  >
                    Send again
                  </Button>
                ) : null}
              </Td>
            </Tr>
          )
        })}
      </tbody>
    </Table>
  )
}

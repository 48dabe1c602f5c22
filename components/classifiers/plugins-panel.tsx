'use client'

import { Plug, Plus } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { api, messageOf } from '#components/shell/api'
import { Badge } from '#components/ui/badge'
import { Button } from '#components/ui/button'
import { ConfirmDialog } from '#components/ui/confirm-dialog'
import { Dialog } from '#components/ui/dialog'
import { SkeletonRows } from '#components/ui/skeleton'
import { EmptyState, ErrorState } from '#components/ui/state-message'
import { Table, Td, Th, Tr } from '#components/ui/table'
import { PluginForm } from './plugin-form'
import { type PluginView, useClassifierChange, usePlugins } from './use-classifiers'

type Platform = { id: string; name: string }
const TONES = { proposed: 'accent', allowed: 'warn', stopped: 'neutral' } as const
const WORDS = { proposed: 'proposed', allowed: 'text is sent', stopped: 'stopped' } as const

/** Scorers of somebody else's: where text may leave to, who allowed it, and whether they answer. */
export function PluginsPanel({ mayWrite, platforms }: { mayWrite: boolean; platforms: Platform[] }) {
  const query = usePlugins()
  const [proposing, setProposing] = useState(false)
  const plugins = query.data?.plugins ?? []
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section aria-label="Plug-ins" className="h-full overflow-auto" tabIndex={0}>
      <div className="flex items-center justify-between gap-4 px-4 py-2">
        <p className="text-ink-2 text-xs">
          A plug-in is sent the text of every report on its platforms. Each report is a release of its own in
          the ledger, which names the plug-in. When it fails, a person looks.
        </p>
        {mayWrite ? (
          <Button onClick={() => setProposing(true)}>
            <Plus aria-hidden />
            Propose a plug-in
          </Button>
        ) : null}
      </div>
      {query.isPending ? <SkeletonRows rows={4} columns={['80px', '180px', '320px']} /> : null}
      {query.error && !query.data ? (
        <ErrorState
          title="The plug-ins could not be read"
          action={<Button onClick={() => void query.refetch()}>Try again</Button>}
        >
          {messageOf(query.error)}
        </ErrorState>
      ) : null}
      {query.data && plugins.length === 0 ? (
        <EmptyState icon={Plug} title="No text leaves this installation for a scorer">
          A plug-in is off until one admin proposes its address and purpose and another allows it.
        </EmptyState>
      ) : null}
      {plugins.length > 0 ? <PluginTable plugins={plugins} mayWrite={mayWrite} /> : null}
      <Dialog open={proposing} onOpenChange={setProposing} title="Propose a plug-in scorer">
        {proposing ? <PluginForm platforms={platforms} onDone={() => setProposing(false)} /> : null}
      </Dialog>
    </section>
  )
}

function PluginTable({ plugins, mayWrite }: { plugins: PluginView[]; mayWrite: boolean }) {
  const [asking, setAsking] = useState<{ plugin: PluginView; act: 'allow' | 'stop' }>()
  const change = useClassifierChange(({ code, act }: { code: string; act: string }) =>
    api(`/api/plugins/${code}`, { body: { act } }),
  )
  return (
    <>
      <Table aria-label="Plug-in scorers">
        <thead>
          <tr>
            <Th>State</Th>
            <Th>Name</Th>
            <Th>Address and purpose</Th>
            <Th>Platforms</Th>
            <Th className="text-right">Timeout</Th>
            <Th className="text-right">A minute</Th>
            <Th className="text-right">Answered, 7 days</Th>
            <Th className="text-right">Unavailable</Th>
            <Th>
              <span className="sr-only">Actions</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {plugins.map((one) => (
            <Tr key={one.code}>
              <Td>
                <Badge tone={TONES[one.state]}>{WORDS[one.state]}</Badge>
              </Td>
              <Td>
                {one.name} <code className="font-mono text-ink-3 text-xs">{one.code}</code>
              </Td>
              <Td className="py-1">
                <span className="block font-mono text-xs">{one.url}</span>
                <span className="block text-ink-2">{one.purpose}</span>
                <span className="block text-ink-3 text-xs">
                  Proposed by {one.proposedBy}
                  {one.allowedBy ? `, allowed by ${one.allowedBy}` : ''}
                </span>
              </Td>
              <Td>{one.platforms.join(', ')}</Td>
              <Td className="text-right">{one.timeoutMs} ms</Td>
              <Td className="text-right">{one.perMinute}</Td>
              <Td className="text-right">{one.answered}</Td>
              <Td className="text-right">
                {one.unavailable > 0 ? <Badge tone="warn">{one.unavailable}</Badge> : 0}
              </Td>
              <Td>
                {mayWrite ? (
                  <span className="flex justify-end gap-1">
                    {one.state === 'proposed' && !one.own ? (
                      <Button variant="ghost" onClick={() => setAsking({ plugin: one, act: 'allow' })}>
                        Allow…
                      </Button>
                    ) : null}
                    {one.state === 'stopped' ? null : (
                      <Button variant="ghost" onClick={() => setAsking({ plugin: one, act: 'stop' })}>
                        Stop…
                      </Button>
                    )}
                  </span>
                ) : null}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      <ConfirmDialog
        open={asking !== undefined}
        onOpenChange={(open) => !open && setAsking(undefined)}
        title={asking?.act === 'allow' ? 'Allow text to leave?' : 'Stop this plug-in?'}
        confirm={asking?.act === 'allow' ? 'Allow' : 'Stop'}
        danger
        onConfirm={() =>
          change.mutate(
            { code: asking!.plugin.code, act: asking!.act },
            { onError: (error) => toast.error(messageOf(error)) },
          )
        }
      >
        {asking?.act === 'allow'
          ? `From now on the text of every new report on ${asking.plugin.platforms.join(', ')} is sent to ${asking.plugin.url}. Each sending is an entry of the ledger.`
          : 'Nothing more is sent within seconds. It cannot be started again: a new proposal is needed.'}
      </ConfirmDialog>
    </>
  )
}

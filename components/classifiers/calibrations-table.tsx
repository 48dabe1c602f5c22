'use client'

import { useState } from 'react'
import { toast } from 'sonner'
import { whenWords } from '#components/rules/when-words'
import { api, messageOf } from '#components/shell/api'
import { Badge, type Tone } from '#components/ui/badge'
import { Button } from '#components/ui/button'
import { ConfirmDialog } from '#components/ui/confirm-dialog'
import { Dialog } from '#components/ui/dialog'
import { Table, Td, Th, Tr } from '#components/ui/table'
import type { CalibrationView } from '#services/calibration/schema'
import { CalibrationFigures } from './calibration-figures'
import { METHOD_WORDS, precisionWords, scoreWords } from './figures-words'
import { type ClassifierDetail, useClassifierChange } from './use-classifiers'

const STATES: Record<CalibrationView['state'], Tone> = {
  draft: 'neutral',
  shadow: 'outline',
  active: 'ok',
  retired: 'neutral',
}
const STATE_WORDS = { draft: 'draft', shadow: 'in shadow', active: 'in force', retired: 'retired' } as const
type Act = 'shadow' | 'unshadow' | 'propose' | 'withdraw' | 'promote' | 'discard'

/** Every calibration of a classifier, with what its thresholds would have meant. Two admins put one into force. */
export function CalibrationsTable({ detail, mayWrite }: { detail: ClassifierDetail; mayWrite: boolean }) {
  const [looking, setLooking] = useState<CalibrationView>()
  const [promoting, setPromoting] = useState<CalibrationView>()
  const change = useClassifierChange(({ id, act }: { id: string; act: Act }) =>
    api(`/api/calibrations/${id}`, { body: { act } }),
  )
  const run = (id: string, act: Act) =>
    change.mutate({ id, act }, { onError: (error) => toast.error(messageOf(error)) })
  if (detail.calibrations.length === 0)
    return <p className="py-2 text-ink-2">None yet: scores are read as they were shipped.</p>
  return (
    <>
      <Table aria-label="Calibrations">
        <thead>
          <tr>
            <Th className="first:pl-0">State</Th>
            <Th>Version and method</Th>
            <Th className="text-right">Review from</Th>
            <Th className="text-right">Urgent from</Th>
            <Th>Would have flagged in {detail.days} days</Th>
            <Th>Made</Th>
            <Th className="last:pr-0">
              <span className="sr-only">Actions</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {detail.calibrations.map((one) => (
            <Tr key={one.id}>
              <Td className="first:pl-0">
                <span className="flex gap-1">
                  <Badge tone={STATES[one.state]}>{STATE_WORDS[one.state]}</Badge>
                  {one.proposedBy && one.state !== 'active' ? (
                    <Badge tone="accent">proposed by {one.proposedBy}</Badge>
                  ) : null}
                </span>
              </Td>
              <Td>
                {one.version}, {METHOD_WORDS[one.method]}
              </Td>
              <Td className="text-right">
                {one.thresholds ? scoreWords(one.thresholds.review) : 'as shipped'}
              </Td>
              <Td className="text-right">
                {one.thresholds ? scoreWords(one.thresholds.urgent) : 'as shipped'}
              </Td>
              <Td>
                {one.would
                  ? `${one.would.review.cases.toLocaleString('en-GB')}, upheld ${precisionWords(one.would.review)}`
                  : '–'}
              </Td>
              <Td className="whitespace-nowrap text-ink-2">
                {one.createdBy}, {whenWords(one.createdAt)}
              </Td>
              <Td className="last:pr-0">
                <span className="flex justify-end gap-1">
                  {one.metrics ? (
                    <Button variant="ghost" onClick={() => setLooking(one)}>
                      Figures
                    </Button>
                  ) : null}
                  {mayWrite ? (
                    <Actions
                      one={one}
                      busy={change.isPending}
                      onAct={(act) => (act === 'promote' ? setPromoting(one) : run(one.id, act))}
                    />
                  ) : null}
                </span>
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      <Dialog
        open={looking !== undefined}
        onOpenChange={(open) => !open && setLooking(undefined)}
        title="Figures of this calibration"
        className="w-[min(860px,calc(100vw-32px))]"
      >
        {looking ? <CalibrationFigures one={looking} /> : null}
      </Dialog>
      <ConfirmDialog
        open={promoting !== undefined}
        onOpenChange={(open) => !open && setPromoting(undefined)}
        title="Put this calibration into force?"
        confirm="Promote"
        onConfirm={() => run(promoting!.id, 'promote')}
      >
        {promoting?.proposedBy} proposed it. From now on it reads every new score on {detail.platform.name}.
        Cases that are routed already stay where they are. Both of you stand in the ledger.
      </ConfirmDialog>
    </>
  )
}

function Actions({ one, busy, onAct }: { one: CalibrationView; busy: boolean; onAct: (act: Act) => void }) {
  const offer = (act: Act, label: string) => (
    <Button key={act} variant="ghost" disabled={busy} onClick={() => onAct(act)}>
      {label}
    </Button>
  )
  if (one.state === 'active') return null
  if (one.proposedBy)
    return one.ownProposal ? (
      <>
        <span className="self-center text-ink-3 text-xs">another admin must promote it</span>
        {offer('withdraw', 'Withdraw')}
      </>
    ) : (
      <>
        {offer('withdraw', 'Decline')}
        {offer('promote', 'Promote…')}
      </>
    )
  if (one.state === 'retired') return offer('propose', 'Propose to go back')
  return (
    <>
      {one.state === 'draft' ? offer('shadow', 'Run in shadow') : offer('unshadow', 'End shadow')}
      {offer('discard', 'Discard')}
      {offer('propose', 'Propose')}
    </>
  )
}

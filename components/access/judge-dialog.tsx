'use client'

import { useRef, useState } from 'react'
import { toast } from 'sonner'
import { ReaderFrame, useReaderFrame } from '#components/reader/reader-bridge'
import { useAgent } from '#components/shell/agent'
import { messageOf } from '#components/shell/api'
import { useTheme } from '#components/shell/theme'
import { Button } from '#components/ui/button'
import { Dialog } from '#components/ui/dialog'
import type { AccessView } from '#domain/access-rules'
import { useJudge } from './use-access'

type Task = 'answer' | 'review'
type Props = { task: Task; view: AccessView | undefined; requester: string; onClose: () => void }

const WORDS = {
  answer: 'Answer a request for access',
  review: 'Review how the glass was broken',
} as const

const DONE: Record<string, string> = {
  approved: 'Approved, and in the ledger',
  refused: 'Refused, and in the ledger',
  justified: 'Reviewed, and in the ledger',
  not_justified: 'Reviewed, and in the ledger',
}

/** The reader draws the request from the ledger and takes the gesture; this page only carries what was signed. */
export function JudgeDialog({ task, view, requester, onClose }: Props) {
  return (
    <Dialog
      open={view !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={WORDS[task]}
      description="Shown by the reader, from the ledger’s own entry. It takes your credential, not only an unlocked key."
      className="w-[min(560px,calc(100vw-32px))]"
    >
      {view ? <JudgePanel key={view.id} {...{ task, view, requester, onClose }} /> : null}
    </Dialog>
  )
}

function JudgePanel({ task, view, requester, onClose }: Props & { view: AccessView }) {
  const { origin, personId } = useAgent()
  const { shown } = useTheme()
  const judge = useJudge()
  const [height, setHeight] = useState(240)
  const asked = useRef(false)
  const link = useReaderFrame({
    ...{ mode: 'judge', origin, personId, theme: shown },
    onMessage(message) {
      if (message.type === 'resize') setHeight(Math.min(Math.max(message.height, 64), 560))
      if (message.type === 'state' && !asked.current) {
        asked.current = true
        link.send({ type: 'judge', id: view.id, accessId: view.id, task, requester })
      }
      if (message.type === 'shortcut' && message.key === 'Escape') onClose()
      if (message.type === 'judged')
        judge.mutate(message.signed, {
          onSuccess() {
            toast.success(DONE[message.verdict])
            onClose()
          },
        })
    },
  })
  return (
    <div className="grid gap-3">
      {link.status === 'unreachable' ? (
        <div role="alert" className="grid gap-2 text-ink-2">
          <p className="font-medium text-ink">The reader cannot be reached</p>
          <p>Requests are answered there, where no console can change what you see. Nothing was signed.</p>
          <Button className="justify-self-start" onClick={link.retry}>
            Try again
          </Button>
        </div>
      ) : (
        <div style={{ height }}>
          <ReaderFrame link={link} title="Request for access" className="size-full" />
        </div>
      )}
      {judge.error ? (
        <p role="alert" className="rounded-md bg-danger-soft p-3 text-danger">
          {messageOf(judge.error)}
        </p>
      ) : null}
      <div className="flex justify-end">
        <Button size="md" onClick={onClose}>
          Close
        </Button>
      </div>
    </div>
  )
}

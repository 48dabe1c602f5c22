'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api } from '#components/shell/api'
import { Badge } from '#components/ui/badge'
import { Skeleton } from '#components/ui/skeleton'
import { Tooltip } from '#components/ui/tooltip'
import { toHex } from '#domain/bytes'
import { decodeCheckpoint, decodeNote } from '#domain/checkpoint'
import { ageWords, type CosignedState, cosignedWords } from './cosigned-words'
import { timeOf } from './instants'
import type { Verdict } from './verify-dialog'

const EVERY_MS = 15_000

/** Size and root of the newest checkpoint, how long ago the key service gave it, and what this browser verified. */
export function CheckpointLine({ verdict }: { verdict: Verdict | undefined }) {
  const query = useQuery({
    queryKey: ['checkpoint'],
    queryFn: async () => {
      const { note, cosigned } = await api<{ note: string; cosigned: CosignedState }>(
        '/api/ledger/checkpoint',
      )
      const { size, root } = decodeCheckpoint(decodeNote(note).text)
      return { size, root: toHex(root), cosigned }
    },
    refetchInterval: EVERY_MS,
  })
  const now = useNow()
  const age = ageWords(now - query.dataUpdatedAt)
  if (query.isPending) return <Skeleton className="w-48" />
  if (!query.data) return <span className="text-danger">No checkpoint: the key service does not answer.</span>
  return (
    <span className="flex min-w-0 items-center gap-3 truncate">
      <span className="tabular">
        {query.data.size.toLocaleString('en')} {query.data.size === 1 ? 'entry' : 'entries'}
      </span>
      <Tooltip content={<span className="break-all font-mono">{query.data.root}</span>}>
        <button
          type="button"
          className="rounded-sm font-mono text-ink-3"
          aria-label={`Root ${query.data.root}`}
        >
          {query.data.root.slice(0, 4)}…{query.data.root.slice(-4)}
        </button>
      </Tooltip>
      <span className={query.isError ? 'text-danger' : 'text-ink-3'}>
        {query.isError ? `no answer; last seen ${age} ago` : `${age} ago`}
      </span>
      <Cosigned state={query.data.cosigned} nowMs={now} />
      {verdict ? <Verified verdict={verdict} /> : null}
    </span>
  )
}

function Cosigned({ state, nowMs }: { state: CosignedState; nowMs: number }) {
  const { text, alarm } = cosignedWords(state, nowMs)
  return alarm ? <Badge tone="danger">{text}</Badge> : <span className="text-ink-3">{text}</span>
}

function Verified({ verdict: { ok, size, badIndex, atMs } }: { verdict: Verdict }) {
  const at = timeOf(atMs)
  if (ok)
    return (
      <Badge tone="ok">
        {size.toLocaleString('en')} verified at {at}
      </Badge>
    )
  return (
    <Badge tone="danger">
      not whole{badIndex === undefined ? '' : ` from entry ${badIndex}`}, {at}
    </Badge>
  )
}

function useNow(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 5_000)
    return () => clearInterval(timer)
  }, [])
  return now
}

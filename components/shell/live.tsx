'use client'

import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'

/** live: pushed. polling: the stream broke, pages ask again every few seconds. offline: the browser has no network. */
export type LiveStatus = 'live' | 'polling' | 'offline'
const LiveContext = createContext<LiveStatus>('polling')

export function useLiveStatus(): LiveStatus {
  return useContext(LiveContext)
}

/** How often a page asks when nothing is pushed; pushed pages still ask now and then, in case a push was lost. */
export function pollMs(status: LiveStatus): number | false {
  return status === 'offline' ? false : status === 'live' ? 60_000 : 5_000
}

/** Case ids that changed; too many to list means: everything may have. */
type Change = { cases: string[]; more: boolean }

/** One stream a tab: it says which cases changed, and the queries about them are asked anew. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient()
  const [streaming, setStreaming] = useState(false)
  const [online, setOnline] = useState(true)

  useEffect(() => {
    const update = () => setOnline(navigator.onLine)
    update()
    window.addEventListener('online', update)
    window.addEventListener('offline', update)
    return () => {
      window.removeEventListener('online', update)
      window.removeEventListener('offline', update)
    }
  }, [])

  useEffect(() => {
    if (!online) return
    const source = new EventSource('/api/live')
    source.onopen = () => setStreaming(true)
    source.onerror = () => setStreaming(false)
    source.addEventListener('change', (event) => {
      const change = JSON.parse(event.data) as Change
      void client.invalidateQueries({ queryKey: ['queue'] })
      if (change.more) void client.invalidateQueries({ queryKey: ['case'] })
      else for (const id of change.cases) void client.invalidateQueries({ queryKey: ['case', id] })
    })
    source.addEventListener('access', () => void client.invalidateQueries({ queryKey: ['access'] }))
    return () => {
      source.close()
      setStreaming(false)
    }
  }, [client, online])

  return <LiveContext value={online ? (streaming ? 'live' : 'polling') : 'offline'}>{children}</LiveContext>
}

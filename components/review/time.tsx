'use client'

import { useEffect, useState } from 'react'
import { cn } from '#components/ui/class-names'

/** The time, told anew every `everyMs`. Zero until the page is alive, so that server and browser draw the same. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(0)
  useEffect(() => {
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}

/** `4 m`, `3 h 20 m`, `5 d`: two units at most, and none that does not matter. */
export function duration(ms: number): string {
  const minutes = Math.floor(Math.abs(ms) / 60_000)
  if (minutes < 60) return `${minutes} m`
  const hours = Math.floor(minutes / 60)
  if (hours < 10) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} m`
  if (hours < 48) return `${hours} h`
  return `${Math.floor(hours / 24)} d`
}

export function clock(iso: string | number): string {
  return new Date(iso).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
}

export function dateTime(iso: string): string {
  return new Date(iso).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  })
}

export function Age({ since, now }: { since: string; now: number }) {
  if (now === 0) return null
  return (
    <time dateTime={since} title={dateTime(since)}>
      {duration(now - Date.parse(since))}
    </time>
  )
}

/** When a first decision is due: in words, because colour alone says nothing. */
export function Due({ at, now, className }: { at: string | null; now: number; className?: string }) {
  if (!at || now === 0) return <span className="text-ink-3">–</span>
  const left = Date.parse(at) - now
  const tone = left < 0 ? 'text-danger font-medium' : left < 30 * 60_000 ? 'text-warn' : 'text-ink-2'
  return (
    <time dateTime={at} title={dateTime(at)} className={cn(tone, className)}>
      {left < 0 ? `${duration(left)} over` : `in ${duration(left)}`}
    </time>
  )
}

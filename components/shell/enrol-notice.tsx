'use client'

import { useQuery } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { api } from './api'

type Own = { state: 'ready' | 'waiting' | 'none' }

/** Leads whoever has no reading key yet to their enrolment. When the key service does not answer it says nothing. */
export function EnrolNotice() {
  const { data } = useQuery({
    queryKey: ['own-credential'],
    queryFn: ({ signal }) => api<Own>('/api/credentials/own', { signal }),
    staleTime: 60_000,
    // A person who is ready stays so for as long as this page is open; one who is not wants to hear of it.
    refetchInterval: ({ state }) => (state.data && state.data.state !== 'ready' ? 15_000 : false),
  })
  const path = usePathname()
  if (!data || data.state === 'ready' || path === '/enrol') return null
  return (
    <div className="flex h-8 shrink-0 items-center justify-center gap-2 bg-accent-soft text-accent text-xs">
      <KeyRound aria-hidden className="size-3.5" />
      {data.state === 'waiting'
        ? 'Your passkey waits for its second person.'
        : 'You have no reading key yet, so you cannot open or sign anything.'}
      <Link href="/enrol" className="font-medium underline">
        {data.state === 'waiting' ? 'Show its fingerprint' : 'Enrol a passkey'}
      </Link>
    </div>
  )
}

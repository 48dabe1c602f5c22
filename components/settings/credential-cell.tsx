'use client'

import { Badge, type Tone } from '#components/ui/badge'
import { Skeleton } from '#components/ui/skeleton'
import type { CredentialView } from '#domain/identity-requests'
import { type KeyState, keyStateOf } from './use-credentials'

const WORDS: Record<KeyState, { tone: Tone; text: string }> = {
  waiting: { tone: 'warn', text: 'waits for confirmation' },
  passkey: { tone: 'ok', text: 'passkey' },
  trial: { tone: 'outline', text: 'trial code' },
  invited: { tone: 'accent', text: 'invited' },
  none: { tone: 'neutral', text: 'none' },
}

/** @param credentials this person's, or why they are not known. */
export function CredentialCell({
  credentials,
}: {
  credentials: readonly CredentialView[] | 'locked' | 'loading' | 'failed'
}) {
  if (credentials === 'locked') return <span className="text-ink-3 text-xs">unlock to see</span>
  if (credentials === 'failed') return <span className="text-ink-3 text-xs">not known</span>
  if (credentials === 'loading') return <Skeleton className="w-20" />
  const { tone, text } = WORDS[keyStateOf(credentials)]
  return <Badge tone={tone}>{text}</Badge>
}

'use client'

import { useCallback, useEffect, useState } from 'react'
import { z } from 'zod'
import { Rule, RuleEffect, type RuleSet } from '#domain/rule'
import type { Draft } from './draft'

/** A draft may be incomplete while it is written, so what is kept is checked for its shape, not for its limits. */
const Kept = z.object({
  base: z.int().min(0),
  set: z.object({
    rules: z.array(Rule.extend({ name: z.string(), when: z.string(), effect: looseEffect() })).max(200),
    otherwise: looseEffect(),
  }),
})
function looseEffect() {
  return RuleEffect.extend({ priority: z.number(), dueMinutes: z.number() })
}

function keyOf(personId: string): string {
  return `countersign-rules-draft-${personId}`
}

/**
 * The draft, kept in this browser as it is written: rules hold no content. A draft of another person on the same
 * browser stays theirs.
 */
export function useDraft(personId: string) {
  const [draft, setDraft] = useState<Draft | undefined>()
  const [loaded, setLoaded] = useState(false)

  useEffect(() => {
    try {
      const kept = Kept.safeParse(JSON.parse(localStorage.getItem(keyOf(personId)) ?? 'null'))
      if (kept.success) setDraft(kept.data)
    } catch {
      // storage is off or holds something else: there is no draft
    }
    setLoaded(true)
  }, [personId])

  const keep = useCallback(
    (next: Draft | undefined) => {
      setDraft(next)
      try {
        if (next) localStorage.setItem(keyOf(personId), JSON.stringify(next))
        else localStorage.removeItem(keyOf(personId))
      } catch {
        // the draft lives on in this page only
      }
    },
    [personId],
  )

  const change = useCallback(
    (update: (set: RuleSet) => RuleSet) => {
      setDraft((now) => {
        if (!now) return now
        const next = { ...now, set: update(now.set) }
        try {
          localStorage.setItem(keyOf(personId), JSON.stringify(next))
        } catch {
          // the draft lives on in this page only
        }
        return next
      })
    },
    [personId],
  )

  return { draft, loaded, keep, change }
}

'use client'

import { toast } from 'sonner'
import { useAgent } from './agent'
import { messageOf } from './api'

/**
 * Asks for the reading key before a dialog whose last step signs opens: a dialog takes the pointer and the focus
 * for itself, so that the key could not be unlocked beside it.
 */
export function useUnlockFirst(): (then: () => void) => void {
  const { unlock } = useAgent()
  return (then) => {
    unlock().then(then, (error) => toast.error(messageOf(error)))
  }
}

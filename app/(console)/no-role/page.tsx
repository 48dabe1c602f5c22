import type { Metadata } from 'next'
import { EmptyState } from '#components/ui/state-message'

export const metadata: Metadata = { title: 'No role' }

export default function NoRole() {
  return (
    <EmptyState as="h1" title="You have no role yet">
      An admin gives roles and regions under Settings. Until then there is nothing here for you to see.
    </EmptyState>
  )
}

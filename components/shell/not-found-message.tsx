import Link from 'next/link'
import { Button } from '#components/ui/button'
import { EmptyState } from '#components/ui/state-message'

export function NotFoundMessage() {
  return (
    <EmptyState
      as="h1"
      title="There is nothing at this address"
      action={
        <Button asChild>
          <Link href="/">Go to your start page</Link>
        </Button>
      }
    >
      The address is wrong, or it belongs to a region that you do not work for.
    </EmptyState>
  )
}

import Link from 'next/link'
import { Button } from '#components/ui/button'
import { EmptyState } from '#components/ui/state-message'

export default function NotFound() {
  return (
    <main>
      <EmptyState
        title="There is nothing at this address"
        action={
          <Button asChild>
            <Link href="/">Go to your start page</Link>
          </Button>
        }
      >
        The case may have been merged or the address is wrong.
      </EmptyState>
    </main>
  )
}

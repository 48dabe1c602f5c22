'use client'

import { Button } from '#components/ui/button'
import { ErrorState } from '#components/ui/state-message'

/** Says nothing of the error itself: its message could quote content. The digest finds it in the server's log. */
export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return (
    <ErrorState
      as="h1"
      title="This page could not be shown"
      action={
        <Button variant="primary" onClick={reset}>
          Try again
        </Button>
      }
    >
      Nothing was opened and nothing was changed. {error.digest ? `Reference ${error.digest}.` : null}
    </ErrorState>
  )
}

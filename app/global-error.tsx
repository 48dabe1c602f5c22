'use client'

import './globals.css'
import ErrorPage from './error'

/** For when even the frame round the pages fails. */
export default function GlobalError(props: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Countersign</title>
        <ErrorPage {...props} />
      </body>
    </html>
  )
}

import { z } from 'zod'

// Imported before any schema is made. Zod would otherwise probe for `new Function`, which the reader's CSP
// forbids and the browser reports as a violation.
z.config({ jitless: true })

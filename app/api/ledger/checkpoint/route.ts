import { route } from '#services/auth/route'
import { keyService } from '#services/keys/console-client'

/** The newest signed checkpoint, as the key service gives it. */
export const GET = route('ledger:read', {}, async () => ({ note: await keyService().checkpoint() }))

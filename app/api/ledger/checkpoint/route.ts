import { route } from '#services/auth/route'
import { keyService } from '#services/keys/console-client'

/** The newest signed checkpoint; its signature was checked on the way, and the page can check it again. */
export const GET = route('ledger:read', {}, async () => {
  const { note, size } = await keyService().checkpoint()
  return { note, size }
})

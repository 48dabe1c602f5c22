import { route } from '#services/auth/route'
import { keyService } from '#services/keys/console-client'

/**
 * The newest signed checkpoint, whose signature was checked on the way and which the page can check again; and which
 * part of it witnesses have cosigned, and when.
 */
export const GET = route('ledger:read', {}, async () => {
  const [{ note, size }, cosigned] = await Promise.all([keyService().checkpoint(), keyService().cosigned()])
  return { note, size, cosigned }
})

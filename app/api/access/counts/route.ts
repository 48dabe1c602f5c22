import { route } from '#services/auth/route'
import { keyService } from '#services/keys/console-client'

/** How much waits for this lead. */
export const GET = route('access:approve', {}, ({ actor }) =>
  keyService().accessCounts(actor.regions, actor.personId),
)

import { AppError } from '#domain/errors'
import type { Actor } from '#domain/permission'

/** @throws AppError forbidden when the case lies outside the regions that this person works for. */
export function requireRegion(actor: Actor, region: string): void {
  if (!(actor.regions as readonly string[]).includes(region))
    throw new AppError('forbidden', 'This case belongs to a region that you do not work for.', {
      reason: 'wrong_region',
    })
}

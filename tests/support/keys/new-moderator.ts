import { randomUUID } from 'node:crypto'
import type { TestSession } from './session'

/** A moderator of the EU without any credential. @returns the person's id. */
export async function newModerator(admin: TestSession): Promise<string> {
  const personId = randomUUID()
  await admin.ask({ op: 'change-person', personId, roles: ['moderator'], regions: ['EU'], active: true })
  return personId
}

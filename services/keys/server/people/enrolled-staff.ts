import { existsSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { Role } from '#domain/permission'
import { Region } from '#domain/region'
import { Uuid } from '#domain/uuid'
import { readPrivateFile } from '../secrets/key-files'

/** KEYD_HOME/staff.json: whom the key service knows before anyone has signed anything. Public keys only. */
export const EnrolledStaff = z.array(
  z.strictObject({
    personId: Uuid,
    roles: z.array(Role),
    regions: z.array(Region),
    /** Raw Ed25519 key of the trial credential, base64url. */
    trialPublicKey: z.base64url().length(43),
  }),
)
export type EnrolledStaff = z.infer<typeof EnrolledStaff>

/** @throws Error when the file is readable by others, or when production has staff in it. */
export async function readStaff(home: string, mode: 'trial' | 'production'): Promise<EnrolledStaff> {
  const file = path.join(home, 'staff.json')
  if (!existsSync(file)) return []
  const staff = EnrolledStaff.parse(JSON.parse((await readPrivateFile(file)).toString('utf8')))
  if (mode === 'production' && staff.length > 0)
    throw new Error('production refuses trial staff: remove them from staff.json')
  return staff
}

import { z } from 'zod'
import { Role } from '#domain/permission'
import { Region } from '#domain/region'
import { Uuid } from '#domain/uuid'

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

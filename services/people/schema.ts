import { z } from 'zod'
import { SignedRequest } from '#domain/key-request'
import { Role } from '#domain/permission'
import { Region } from '#domain/region'

const distinct = (values: readonly string[]) => new Set(values).size === values.length
const Roles = z.array(Role).max(4).refine(distinct, 'names a role twice')
const Regions = z.array(Region).max(4).refine(distinct, 'names a region twice')

/** What decides about a person: changed only when the key service has committed it. */
export const Authority = z.strictObject({ roles: Roles, regions: Regions, active: z.boolean() })
export type Authority = z.infer<typeof Authority>

/** `POST /api/people`: the signed `change-person` gives the roles; this gives the name. */
export const AddPersonBody = z.strictObject({
  email: z.email('is not an email address').max(200),
  name: z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(80)
    .refine(
      (name) => !/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/.test(name),
      'has control characters',
    ),
  signed: SignedRequest,
})

/** `POST /api/people/{id}`: `expected` is what the admin saw, so that of two admins one loses. */
export const ChangePersonBody = z.strictObject({ signed: SignedRequest, expected: Authority })

export type PersonRow = {
  id: string
  email: string
  name: string
  roles: string[]
  regions: string[]
  /** May act: neither deactivated nor frozen. */
  active: boolean
  frozen: boolean
  trial: boolean
  createdAt: string
}

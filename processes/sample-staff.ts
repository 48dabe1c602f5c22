import { ROLE_NAMES } from '#domain/permission'
import { SAMPLE_STAFF } from '../prisma/sample-staff'

/** The sample staff as JSON, for the start to show. */
const staff = SAMPLE_STAFF.map(({ id, email, roles, regions }) => ({
  id,
  email,
  role: `${roles.map((role) => ROLE_NAMES[role]).join(', ')}${regions.length === 1 ? `, ${regions[0]} only` : ''}`,
}))
console.log(JSON.stringify({ staff }))

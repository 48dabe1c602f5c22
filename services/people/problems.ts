import { AppError } from '#domain/errors'
import { ROLE_NAMES } from '#domain/permission'
import type { Refused } from './mutations'

/** What the page says to each expected no. */
export function peopleProblem({ reason, roles }: Refused): AppError {
  switch (reason) {
    case 'self':
      return new AppError('forbidden', 'Nobody changes their own roles. Ask another admin.', { reason })
    case 'roles_conflict': {
      const [a, b] = roles?.map((role) => ROLE_NAMES[role].toLowerCase()) ?? ['role', 'role']
      const message = `One person cannot be ${a} and ${b}: whoever sets rules or audits access must not read.`
      return new AppError('invalid', message, { reason })
    }
    case 'email_taken':
      return new AppError('conflict', 'Somebody with this email address is here already.', {
        reason,
        fields: [{ path: '/email', message: 'is taken' }],
      })
    case 'not_found':
      return new AppError('not_found', 'This person is not here any more.', { reason })
    case 'changed_meanwhile':
      return new AppError('conflict', 'Somebody changed this person meanwhile. Look again, then decide.', {
        reason,
      })
  }
}

import type { Permission, Role } from './permission'

export type Destination = { href: string; label: string; permission: Permission; keys: string }

/** Where the rail leads, in its order. A destination shows for whoever holds its permission. */
export const DESTINATIONS = [
  { href: '/queue', label: 'Queue', permission: 'queue:read', keys: 'g q' },
  { href: '/search', label: 'Search', permission: 'case:read', keys: 'g s' },
  { href: '/access', label: 'Access', permission: 'access:own', keys: 'g a' },
  { href: '/audit', label: 'Ledger', permission: 'ledger:read', keys: 'g l' },
  { href: '/rules', label: 'Rules', permission: 'rules:read', keys: 'g r' },
  { href: '/classifiers', label: 'Classifiers', permission: 'classifiers:read', keys: 'g c' },
  { href: '/settings', label: 'Settings', permission: 'people:read', keys: 'g p' },
  { href: '/overview', label: 'Overview', permission: 'overview:read', keys: 'g o' },
] as const satisfies readonly Destination[]

const HOMES: readonly (readonly [Role, string])[] = [
  ['moderator', '/queue'],
  ['safety_lead', '/audit'],
  ['admin', '/rules'],
  ['legal', '/access'],
]

/** Where a person starts: the home of the first role they hold. Without a role there is only the way out. */
export function homeOf(roles: readonly Role[]): string {
  return HOMES.find(([role]) => roles.includes(role))?.[1] ?? '/no-role'
}

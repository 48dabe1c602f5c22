import { z } from 'zod'
import type { Region } from './region'

export const ROLES = ['moderator', 'safety_lead', 'admin', 'legal'] as const
export const Role = z.enum(ROLES)
export type Role = z.infer<typeof Role>

export const ROLE_NAMES: Record<Role, string> = {
  moderator: 'Moderator',
  safety_lead: 'Safety lead',
  admin: 'Admin',
  legal: 'Legal responder',
}

/**
 * The one table of who may do what. No role both grants and uses access: no row holds a `content:` permission
 * together with one that changes rules, people or grants. The test beside this file checks that.
 */
export const PERMISSIONS = {
  moderator: [
    'queue:read',
    'case:read',
    'case:claim',
    'case:decide',
    'content:reveal',
    'access:own',
    'overview:read',
  ],
  safety_lead: [
    'overview:read',
    'ledger:read',
    'case:read-state',
    'rules:read',
    'classifiers:read',
    'people:read',
    'access:own',
    'access:approve',
    'person:freeze',
  ],
  admin: [
    'overview:read',
    'rules:read',
    'rules:write',
    'classifiers:read',
    'classifiers:write',
    'people:read',
    'people:write',
    'apikeys:write',
    'access:own',
  ],
  legal: ['overview:read', 'access:own'],
} as const satisfies Record<Role, readonly string[]>

export type Permission = (typeof PERMISSIONS)[Role][number]

/** Roles that one person may not hold together: whoever sets rules or audits access must not read. */
export const EXCLUSIVE_ROLES: readonly (readonly [Role, Role])[] = [
  ['moderator', 'admin'],
  ['moderator', 'safety_lead'],
  ['legal', 'admin'],
  ['legal', 'safety_lead'],
]

/** The first forbidden pair among the roles, or undefined. */
export function conflictingRoles(roles: readonly Role[]): readonly [Role, Role] | undefined {
  return EXCLUSIVE_ROLES.find(([a, b]) => roles.includes(a) && roles.includes(b))
}

export function permissionsOf(roles: readonly Role[]): Set<Permission> {
  return new Set(roles.flatMap((role) => [...PERMISSIONS[role]] as Permission[]))
}

/** A signed-in person, as the console's session says. It opens nothing by itself. */
export type Actor = { personId: string; name: string; roles: Role[]; regions: Region[] }

declare const proof: unique symbol
/**
 * Proof that `authorise` found the permission for this actor. Services demand it in their signatures, so a
 * route that forgets to authorise does not compile.
 */
export type Authorised<P extends Permission> = { readonly [proof]: P; readonly actor: Actor }

/** Mints the proof, or returns undefined. The only function that may. */
export function authorise<P extends Permission>(actor: Actor, permission: P): Authorised<P> | undefined {
  if (!permissionsOf(actor.roles).has(permission)) return undefined
  return { actor } as Authorised<P>
}

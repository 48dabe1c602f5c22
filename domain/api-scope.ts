import { z } from 'zod'

/** What a platform's API key may do: scope → words for whoever makes the key. */
export const API_SCOPES = {
  'reports:write': 'Send reports',
  'reports:read': 'Read the state of its own reports and cases',
} as const
export const ApiScope = z.enum(Object.keys(API_SCOPES) as [keyof typeof API_SCOPES])
export type ApiScope = z.infer<typeof ApiScope>

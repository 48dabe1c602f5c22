import { z } from 'zod'
import { ApiScope } from '#domain/api-scope'

const Name = z.string().trim().min(1, 'is empty').max(60)

export const CreateKeyBody = z.strictObject({
  platformId: z.string().min(1).max(60),
  name: Name,
  scopes: z.array(ApiScope).min(1, 'names no scope').max(8),
})

/** Which addresses a worker will really reach is decided when it sends; this refuses what never can be. */
const WebhookUrl = z
  .url({ protocol: /^https?$/, error: 'is not an http or https address' })
  .max(2_000)
  .refine(
    (url) => !URL.canParse(url) || new URL(url).username + new URL(url).password === '',
    'carries a password',
  )
  .refine((url) => !URL.canParse(url) || new URL(url).hash === '', 'has a fragment')

export const CreateEndpointBody = z.strictObject({ platformId: z.string().min(1).max(60), url: WebhookUrl })
export const ChangeEndpointBody = z.discriminatedUnion('change', [
  z.strictObject({ change: z.literal('active'), active: z.boolean() }),
  z.strictObject({ change: z.literal('secret') }),
])

/** enc[65] ‖ ciphertext[32] ‖ tag[16] of HPKE to intake's key: what the browser sealed. */
const SEALED_KEY_CHARS = Math.ceil((113 * 4) / 3)

export const CreateFrankingKeyBody = z.strictObject({
  platformId: z.string().min(1).max(60),
  kid: z.string().regex(/^[\x21-\x7e]{1,100}$/, 'is not 1 to 100 visible ASCII characters'),
  sealed: z.base64url().length(SEALED_KEY_CHARS),
})

export type FrankingKeyRow = { id: string; kid: string; createdAt: string; retiredAt: string | null }
export type ApiKeyRow = {
  id: string
  name: string
  prefix: string
  scopes: string[]
  createdAt: string
  revokedAt: string | null
}
export type DeliveryRow = {
  id: string
  caseId: string
  status: string
  attempts: number
  lastStatus: number | null
  lastError: string | null
  createdAt: string
  nextAt: string
  deliveredAt: string | null
}
export type EndpointRow = {
  id: string
  url: string
  active: boolean
  createdAt: string
  waiting: number
  dead: number
}
export type PlatformRow = {
  id: string
  name: string
  keys: ApiKeyRow[]
  endpoints: EndpointRow[]
  frankingKeys: FrankingKeyRow[]
}

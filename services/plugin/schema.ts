import { z } from 'zod'
import { Destination } from '#domain/ledger-entry'

/** What an admin says of a scorer. `code` names it in signals and in the ledger, for good. */
export const ProposePluginBody = z
  .strictObject({
    code: Destination,
    name: z.string().trim().min(1, 'is empty').max(60),
    url: z
      .url({ protocol: /^https?$/, error: 'is not an http or https address' })
      .max(500)
      .refine((url) => {
        if (!URL.canParse(url)) return true
        const { username, password, hash } = new URL(url)
        return username + password + hash === ''
      }, 'carries a password or a fragment'),
    purpose: z.string().trim().min(10, 'is too short to be understood later').max(500),
    platforms: z.array(z.string().min(1).max(60)).min(1, 'names no platform').max(100),
    timeoutMs: z.int().min(100).max(10_000),
    perMinute: z.int().min(1).max(6_000),
    review: z.number().min(0).max(1),
    urgent: z.number().min(0).max(1),
  })
  .refine(({ review, urgent }) => review <= urgent, { path: ['urgent'], error: 'lies below review' })
export type ProposePluginInput = z.infer<typeof ProposePluginBody>

export const PluginParams = z.object({ code: Destination })
export const ChangePluginBody = z.strictObject({ act: z.enum(['allow', 'stop']) })

export type PluginView = {
  code: string
  name: string
  url: string
  purpose: string
  platforms: string[]
  timeoutMs: number
  perMinute: number
  review: number
  urgent: number
  state: 'proposed' | 'allowed' | 'stopped'
  proposedBy: string
  proposedAt: string
  allowedBy: string | null
  allowedAt: string | null
  stoppedAt: string | null
  /** Of the last seven days. */
  answered: number
  unavailable: number
  /** Whether it is this person's own proposal, which somebody else must allow. */
  own: boolean
}

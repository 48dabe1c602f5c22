import { z } from 'zod'
import { fromUtf8, toBase64Url } from '#domain/bytes'

/** COSE: ES256, EdDSA, RS256. */
export const ALGORITHMS = [-7, -8, -257]

/** WebAuthn §5.8.1. Browsers may add members. */
const ClientData = z.object({
  type: z.string(),
  challenge: z.string(),
  origin: z.string(),
  crossOrigin: z.boolean().optional(),
  topOrigin: z.string().optional(),
})

/** @returns which part of what the browser attests is not what was asked for, or undefined. */
export function ceremonyProblem(
  clientDataJSON: Uint8Array,
  type: 'webauthn.create' | 'webauthn.get',
  challenge: Uint8Array,
  rules: { readerOrigin: string; consoleOrigin: string },
): 'wrong_ceremony' | 'wrong_challenge' | 'wrong_origin' | undefined {
  let data: z.infer<typeof ClientData>
  try {
    data = ClientData.parse(JSON.parse(fromUtf8(clientDataJSON)))
  } catch {
    return 'wrong_ceremony'
  }
  if (data.type !== type) return 'wrong_ceremony'
  if (data.challenge !== toBase64Url(challenge)) return 'wrong_challenge'
  if (data.origin !== rules.readerOrigin) return 'wrong_origin'
  // Older browsers do not name the page around the frame; the reader's own policy lets no other frame it.
  if (data.topOrigin !== undefined && data.topOrigin !== rules.consoleOrigin) return 'wrong_origin'
  return undefined
}

const USER_PRESENT = 0x01
const USER_VERIFIED = 0x04
/** Authenticator data (WebAuthn §6.1): SHA-256 of the RP id[32], flags[1], counter u32. */
export function isUserVerified(authenticatorData: Uint8Array): boolean {
  const flags = authenticatorData[32] ?? 0
  return (flags & USER_PRESENT) !== 0 && (flags & USER_VERIFIED) !== 0
}

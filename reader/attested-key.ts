import { fingerprintInput } from '#domain/enrolment'
import { sha256 } from './web-crypto'

/** Authenticator data (WebAuthn §6.1): RP id hash[32], flags[1], counter u32, AAGUID[16], length of the id u16, id, COSE key. */
const ID_LENGTH_AT = 53
const ATTESTED = 0x40

/**
 * The fingerprint[32] of the passkey that the authenticator has just made, from its own words.
 * @throws RangeError when the data hold no credential or a key that is not a flat COSE map.
 */
export function madeFingerprint(authenticatorData: Uint8Array): Uint8Array {
  const flags = authenticatorData[32] ?? 0
  const idAt = ID_LENGTH_AT + 2
  if ((flags & ATTESTED) === 0 || authenticatorData.length < idAt) throw new RangeError('no credential')
  const keyAt = idAt + ((authenticatorData[ID_LENGTH_AT]! << 8) | authenticatorData[ID_LENGTH_AT + 1]!)
  const rest = authenticatorData.subarray(keyAt)
  // Extensions may follow, although none were asked for.
  const key = rest.subarray(0, coseKeyLength(rest))
  return sha256(fingerprintInput(authenticatorData.subarray(idAt, keyAt), key))
}

/** Length of a CBOR map (RFC 8949) of integers and byte strings, which is what a COSE key of our algorithms is. */
function coseKeyLength(bytes: Uint8Array): number {
  let at = 0
  const head = (): { major: number; value: number } => {
    const first = bytes[at++]
    const short = (first ?? 31) & 31
    const size = short < 24 ? 0 : [1, 2, 4][short - 24]
    if (size === undefined || at + size > bytes.length) throw new RangeError('not a COSE key')
    let value = size === 0 ? short : 0
    for (let i = 0; i < size; i++) value = value * 256 + bytes[at++]!
    return { major: first! >> 5, value }
  }
  const map = head()
  if (map.major !== 5) throw new RangeError('not a COSE key')
  for (let items = map.value * 2; items > 0; items--) {
    const { major, value } = head()
    if (major > 2) throw new RangeError('not a COSE key')
    if (major === 2) at += value
    if (at > bytes.length) throw new RangeError('not a COSE key')
  }
  return at
}

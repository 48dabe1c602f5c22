import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'
import { toBase64Url, u32 } from '#domain/bytes'
import type { CredentialProof } from '#domain/credential-proof'
import { fingerprintInput } from '#domain/enrolment'

type Place = { origin: string; topOrigin?: string }
type Flags = { verified?: boolean }
export type Algorithm = 'ES256' | 'EdDSA' | 'RS256'

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest()

/** An authenticator and the browser before it, in Node: it attests whatever a test tells it to. */
export class SoftwarePasskey {
  readonly id = randomBytes(32)
  /** What the next assertion says; 0 for authenticators that do not count. */
  counter = 0
  private readonly key: KeyObject
  private readonly cose: Uint8Array
  private readonly algorithm: Algorithm

  constructor(algorithm: Algorithm = 'ES256') {
    this.algorithm = algorithm
    const { privateKey, publicKey } = generate(algorithm)
    this.key = privateKey
    this.cose = isoCBOR.encode(coseKey(algorithm, publicKey))
  }

  get credentialId(): string {
    return toBase64Url(this.id)
  }

  get fingerprint(): string {
    return toBase64Url(sha256(fingerprintInput(this.id, this.cose)))
  }

  /** `navigator.credentials.create`, with attestation `none`. */
  create(challenge: Uint8Array, place: Place, flags: Flags = {}) {
    const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, this.id.length]), this.id, this.cose])
    const authData = Buffer.concat([this.authenticatorData(place, flags, 0x40), attested])
    const attestation = new Map<string, string | Uint8Array | Map<string, never>>([
      ['fmt', 'none'],
      ['attStmt', new Map<string, never>()],
      ['authData', new Uint8Array(authData)],
    ])
    return {
      credentialId: this.credentialId,
      clientDataJSON: toBase64Url(clientData('webauthn.create', challenge, place)),
      attestationObject: toBase64Url(isoCBOR.encode(attestation as never)),
    }
  }

  /** `navigator.credentials.get`. */
  get(challenge: Uint8Array, place: Place, flags: Flags & { type?: string } = {}): CredentialProof {
    const authenticatorData = this.authenticatorData(place, flags, 0)
    const clientDataJSON = clientData(flags.type ?? 'webauthn.get', challenge, place)
    const signed = Buffer.concat([authenticatorData, sha256(clientDataJSON)])
    return {
      kind: 'passkey',
      credentialId: this.credentialId,
      authenticatorData: toBase64Url(authenticatorData),
      clientDataJSON: toBase64Url(clientDataJSON),
      signature: toBase64Url(sign(this.algorithm === 'EdDSA' ? null : 'sha256', signed, this.key)),
    }
  }

  private authenticatorData({ origin }: Place, { verified = true }: Flags, more: number): Buffer {
    const flags = 0x01 | (verified ? 0x04 : 0) | more
    return Buffer.concat([sha256(new URL(origin).hostname), Buffer.from([flags]), u32(this.counter)])
  }
}

function clientData(type: string, challenge: Uint8Array, { origin, topOrigin }: Place): Buffer {
  const framed = topOrigin === undefined ? {} : { crossOrigin: true, topOrigin }
  return Buffer.from(JSON.stringify({ type, challenge: toBase64Url(challenge), origin, ...framed }))
}

function generate(algorithm: Algorithm): { privateKey: KeyObject; publicKey: KeyObject } {
  if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519')
  if (algorithm === 'RS256') return generateKeyPairSync('rsa', { modulusLength: 2048 })
  return generateKeyPairSync('ec', { namedCurve: 'P-256' })
}

/** RFC 9053: kty, alg, and the parameters of the key type. */
function coseKey(algorithm: Algorithm, key: KeyObject): Map<number, number | Uint8Array> {
  const jwk = key.export({ format: 'jwk' }) as Record<'x' | 'y' | 'n' | 'e', string>
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'))
  const cose = new Map<number, number | Uint8Array>()
  if (algorithm === 'RS256') return cose.set(1, 3).set(3, -257).set(-1, bytes(jwk.n)).set(-2, bytes(jwk.e))
  if (algorithm === 'EdDSA') return cose.set(1, 1).set(3, -8).set(-1, 6).set(-2, bytes(jwk.x))
  return cose.set(1, 2).set(3, -7).set(-1, 1).set(-2, bytes(jwk.x)).set(-3, bytes(jwk.y))
}

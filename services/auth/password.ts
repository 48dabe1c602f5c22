import { hash, verify } from '@node-rs/argon2'

/** Argon2id (RFC 9106) with OWASP's second choice of parameters: 19 MiB, two passes, one lane. */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

export function hashPassword(password: string): Promise<string> {
  return hash(password, ARGON2ID)
}

let decoy: Promise<string> | undefined

/**
 * True when the password is the one of the hash. Without a hash (nobody has that address) the same work is done
 * against a decoy, so that the time taken does not tell whether the person exists.
 */
export async function passwordMatches(password: string, passwordHash: string | undefined): Promise<boolean> {
  if (passwordHash === undefined) {
    decoy ??= hashPassword('nobody has this password')
    await verify(await decoy, password)
    return false
  }
  try {
    return await verify(passwordHash, password)
  } catch {
    return false // the stored text is not an Argon2 hash
  }
}

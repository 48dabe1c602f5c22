import { type KeyObject, pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'
import { TRIAL_ROUNDS } from '#domain/key-request'
import { readingCodeInput } from '#domain/reading-code'
import { privateKeyFromSeed } from '#lib/ed25519'

const derive = promisify(pbkdf2)

/** The Ed25519 key of a reading code, as the reader derives it in the browser. For setup, tests and benches. */
export async function trialCredential(code: string, personId: string): Promise<KeyObject> {
  const { password, salt } = readingCodeInput(code, personId)
  const seed = await derive(password, salt, TRIAL_ROUNDS, 32, 'sha256')
  try {
    return privateKeyFromSeed(seed)
  } finally {
    seed.fill(0)
  }
}

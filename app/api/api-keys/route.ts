import { consoleEnv } from '#lib/console-env'
import { readTrust } from '#lib/trust-file'
import { route } from '#services/auth/route'
import { listPlatforms } from '#services/platforms/data'
import { createApiKey } from '#services/platforms/mutations'
import { settled } from '#services/platforms/problems'
import { CreateKeyBody } from '#services/platforms/schema'

/** Platforms with their keys and webhook endpoints, and the public key that franking keys are sealed to. */
export const GET = route('apikeys:write', {}, async ({ proof }) => ({
  platforms: await listPlatforms(proof),
  frankingRecipient: (await readTrust(consoleEnv().TRUST_FILE, consoleEnv().COUNTERSIGN_MODE))
    .frankingRecipient,
}))

/** The answer holds the key, once. */
export const POST = route('apikeys:write', { body: CreateKeyBody }, async ({ proof, body }) => {
  const { id, key } = settled(await createApiKey(proof, body), 'platform')
  return { id, key }
})

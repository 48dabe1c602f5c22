import { route } from '#services/auth/route'
import { addFrankingKey } from '#services/platforms/mutations'
import { settled } from '#services/platforms/problems'
import { CreateFrankingKeyBody } from '#services/platforms/schema'

/** Takes the key as the browser sealed it to intake: nothing here can open it. */
export const POST = route('apikeys:write', { body: CreateFrankingKeyBody }, async ({ proof, body }) => {
  const { id } = settled(await addFrankingKey(proof, body), 'platform')
  return { id }
})

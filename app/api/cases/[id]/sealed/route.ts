import { route } from '#services/auth/route'
import { CaseParams } from '#services/review/schema'
import { sealedMessages } from '#services/review/sealed-data'

export const GET = route('content:reveal', { params: CaseParams }, async ({ proof, params }) => ({
  messages: await sealedMessages(proof, params.id, new Date()),
}))

import { z } from 'zod'
import { route } from '#services/auth/route'
import { check } from '#services/rules/engine'
import { conditionInWords } from '#services/rules/words'

const Body = z.strictObject({
  conditions: z.array(z.strictObject({ id: z.string().max(60), when: z.string().max(4_000) })).max(200),
})

/** Every mistake of each condition with where it is, and its words when it has none. Stores nothing. */
export const POST = route('rules:write', { body: Body }, async ({ body }) => ({
  results: Object.fromEntries(
    body.conditions.map(({ id, when }) => {
      const checked = check(when)
      return [
        id,
        checked.ok ? { errors: [], words: conditionInWords(when) } : { errors: checked.errors, words: '' },
      ]
    }),
  ),
}))

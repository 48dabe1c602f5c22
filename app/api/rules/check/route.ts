import { z } from 'zod'
import { factTable } from '#domain/facts'
import { route } from '#services/auth/route'
import { CLASSIFIERS } from '#services/classify/registry'
import { check } from '#services/rules/engine'
import { conditionInWords } from '#services/rules/words'

const Body = z.strictObject({
  conditions: z.array(z.strictObject({ id: z.string().max(60), when: z.string().max(4_000) })).max(200),
})

/** Every mistake of each condition with where it is, and its words when it has none. Stores nothing. */
export const POST = route('rules:write', { body: Body }, async ({ body }) => {
  const facts = factTable(CLASSIFIERS)
  const results = body.conditions.map(({ id, when }) => {
    const checked = check(when, facts)
    return [
      id,
      checked.ok
        ? { errors: [], words: conditionInWords(when, facts) }
        : { errors: checked.errors, words: '' },
    ]
  })
  return { results: Object.fromEntries(results) }
})

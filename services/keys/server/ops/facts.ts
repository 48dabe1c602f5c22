import type { Appended } from '#services/ledger/append'
import { committedAnswer } from '../ledger/committed-answer'
import { type Operation, refuse } from '../operation'
import { pseudonymOf } from '../people/pseudonym'

const CODE = /^[A-Za-z0-9_.:-]{1,64}$/
/** Ids and codes only: a fact carries no text. */
const REF = /^[A-Za-z0-9_.:-]{1,80}$/

/**
 * Facts of the console's, shipped from its outbox by a worker. They grant nothing. Shipping is at least once, so
 * the same fact may stand twice.
 */
export const facts: Operation<'facts', { entries: Appended[] }> = {
  op: 'facts',
  by: 'worker',
  scope: 'facts',
  most: 1,
  ref: () => 'facts',
  run: async (tx, calls) => {
    const { request } = calls[0]!
    if (request.facts.some(({ fact, ref }) => !CODE.test(fact) || !REF.test(ref)))
      return [refuse('invalid', 'not_a_code')]
    const people = await tx.query<{ id: string; salt: Buffer }>(
      'SELECT id, salt FROM keys.person WHERE id::text = ANY($1::text[])',
      [request.facts.map((fact) => fact.personId)],
    )
    const salts = new Map(people.map((person) => [person.id, person.salt]))
    return [
      {
        entries: request.facts.map(({ fact, personId, ref }) => {
          const salt = salts.get(personId)
          return tx.append(
            { kind: 'fact', fact, who: salt ? pseudonymOf(salt, personId) : 'unknown', ref },
            salt ? { personId } : {},
          )
        }),
      },
    ]
  },
  answer: ({ entries }, _request, after) => ({
    ...committedAnswer(entries.at(-1)!, after),
    indexes: entries.map((entry) => entry.index),
  }),
}

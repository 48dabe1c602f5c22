import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { fromBase64Url } from '#domain/bytes'
import { Role } from '#domain/permission'
import { REGIONS } from '#domain/region'
import { Uuid } from '#domain/uuid'
import type { LedgerTx } from '#services/ledger/append'
import type { Handler } from '#services/ledger/sequencer'
import { readPrivateFile } from '../secrets/key-files'
import { appendCredential, BY_SETUP, endInvitations, findPerson, invitationDigest } from './identity-row'

/**
 * KEYD_HOME/first-people.json: the first admin and the first safety lead, each with the HMAC of a one-time code that
 * setup printed once. They are the two people from whom all others descend: nobody can confirm theirs, so the
 * entries say `setup`; everyone after them takes two people.
 */
export const FirstPeople = z.array(
  z.strictObject({ personId: Uuid, roles: z.array(Role), codeHash: z.base64url().length(43) }),
)
export type FirstPeople = z.infer<typeof FirstPeople>
export const FIRST_PEOPLE_FILE = 'first-people.json'

/** From the first start that knows the code. Longer than other invitations: an installation takes its time. */
const FIRST_INVITATION_MS = 7 * 24 * 60 * 60_000

export async function readFirstPeople(home: string): Promise<FirstPeople> {
  const file = path.join(home, FIRST_PEOPLE_FILE)
  if (!existsSync(file)) return []
  return FirstPeople.parse(JSON.parse((await readPrivateFile(file)).toString('utf8')))
}

/** Enters each code once. A code that setup made anew, for somebody who lost everything, is another invitation. */
export const enterFirstPeople: Handler<FirstPeople, object> = {
  name: 'first-people',
  most: 1,
  run: async (tx, [people]) => {
    for (const person of people!) await enter(tx, person)
    return [{}]
  },
}

async function enter(tx: LedgerTx, { personId, roles, codeHash }: FirstPeople[number]): Promise<void> {
  await tx.write(
    'INSERT INTO keys.person (id, roles, regions, salt) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING',
    [personId, roles, [...REGIONS], randomBytes(32)],
  )
  const hash = Buffer.from(fromBase64Url(codeHash))
  const known = await tx.query('SELECT 1 FROM keys.invitation WHERE person_id = $1 AND code_hash = $2', [
    personId,
    hash,
  ])
  const person = await findPerson(tx, personId)
  if (known.length > 0 || !person) return
  await endInvitations(tx, personId)
  const id = randomUUID()
  await tx.write(
    `INSERT INTO keys.invitation (id, person_id, code_hash, invited_by, replaces, created_at, expires_at)
     VALUES ($1, $2, $3, NULL, true, $4, $5)`,
    [id, personId, hash, new Date(tx.now), new Date(tx.now + FIRST_INVITATION_MS)],
  )
  appendCredential(tx, 'invited', BY_SETUP, person, invitationDigest(id))
}

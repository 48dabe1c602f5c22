import { randomBytes, randomUUID } from 'node:crypto'
import path from 'node:path'
import { toBase64Url } from '#domain/bytes'
import { formatEnrolmentCode } from '#domain/enrolment'
import type { Role } from '#domain/permission'
import { READING_CODE_RANDOM_BYTES } from '#domain/reading-code'
import { enrolmentCodeHash } from '../credentials/enrol'
import { FIRST_PEOPLE_FILE, FirstPeople, readFirstPeople } from '../people/first-people'
import { writePrivateFile } from '../secrets/key-files'

const FIRST_ROLES: readonly Role[] = ['admin', 'safety_lead']
export type FirstPerson = { personId: string; role: Role; code: string }

/**
 * Makes the one-time codes of the first admin and the first safety lead, to be given to two different people. Only
 * their HMACs are kept. @param again new codes for the same two people, for when both ways in were lost.
 * @returns the codes, or undefined when they were made before and are not made again.
 */
export async function makeFirstPeople(
  keydHome: string,
  options: { again?: boolean } = {},
): Promise<FirstPerson[] | undefined> {
  const before = await readFirstPeople(keydHome)
  if (before.length > 0 && !options.again) return undefined
  const people = FIRST_ROLES.map((role): FirstPerson => {
    const personId = before.find(({ roles }) => roles.includes(role))?.personId ?? randomUUID()
    return { personId, role, code: formatEnrolmentCode(randomBytes(READING_CODE_RANDOM_BYTES)) }
  })
  const kept = people.map(({ personId, role, code }) => ({
    ...{ personId, roles: [role] },
    codeHash: toBase64Url(enrolmentCodeHash(code, personId)!),
  }))
  const text = `${JSON.stringify(FirstPeople.parse(kept), null, 2)}\n`
  await writePrivateFile(path.join(keydHome, FIRST_PEOPLE_FILE), text)
  return people
}

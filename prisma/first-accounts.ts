import { readFile, writeFile } from 'node:fs/promises'
import { Client } from 'pg'
import { z } from 'zod'
import { Role } from '#domain/permission'
import { REGIONS } from '#domain/region'
import { Uuid } from '#domain/uuid'
import { hashPassword } from '#services/auth/password'
import { initialPassword } from '#services/people/initial-password'

/** The console's half of the first two people: who may sign in. Hashes only; made by setup with mode 0600. */
const FirstAccounts = z.array(
  z.strictObject({ id: Uuid, email: z.email(), name: z.string(), role: Role, passwordHash: z.string() }),
)
export const FIRST_ACCOUNTS_FILE = 'first-accounts.json'

/** @returns the password of each, which nobody can show again. */
export async function writeFirstAccounts(
  file: string,
  people: readonly { id: string; email: string; name: string; role: Role }[],
): Promise<string[]> {
  const passwords = people.map(initialPassword)
  const accounts = await Promise.all(
    people.map(async (person, i) => ({ ...person, passwordHash: await hashPassword(passwords[i]!) })),
  )
  await writeFile(file, `${JSON.stringify(FirstAccounts.parse(accounts), null, 2)}\n`, { mode: 0o600 })
  return passwords
}

/**
 * Enters them into the console's database. An account that is there already stays as it is: what became of it since
 * is not this file's to say. @param databaseUrl acts as cs_console. @returns how many were new.
 */
export async function enterFirstAccounts(databaseUrl: string, file: string): Promise<number> {
  const accounts = FirstAccounts.parse(JSON.parse(await readFile(file, 'utf8')))
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 })
  await client.connect()
  try {
    let entered = 0
    for (const { id, email, name, role, passwordHash } of accounts) {
      const { rowCount } = await client.query(
        `INSERT INTO person (id, email, name, password_hash, roles, regions, active)
         VALUES ($1, $2, $3, $4, $5, $6, true) ON CONFLICT DO NOTHING`,
        [id, email.toLowerCase(), name, passwordHash, [role], [...REGIONS]],
      )
      entered += rowCount ?? 0
    }
    return entered
  } finally {
    await client.end()
  }
}

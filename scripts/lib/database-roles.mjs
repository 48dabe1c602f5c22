import pg from 'pg'
import { StartProblem } from './start-problem.mjs'

/** Each process that reaches the database, and the role it does so with. */
export const ROLES = { console: 'cs_console', intake: 'cs_intake', worker: 'cs_worker', keyd: 'cs_keyd' }

/** The same database as another role. */
export function urlAs(ownerUrl, role, password) {
  const url = new URL(ownerUrl)
  url.username = role
  url.password = password
  return url.href
}

async function canLogIn(url) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

/**
 * Lets the roles log in with these passwords. Roles belong to the whole server: a password that somebody else has
 * set is not overwritten, because another checkout may be living from it.
 * @param passwords {console, intake, worker, keyd} @returns the same keys with a URL each.
 */
export async function openRoles(ownerUrl, passwords, { overwrite = false } = {}) {
  const urls = Object.fromEntries(
    Object.entries(ROLES).map(([part, role]) => [part, urlAs(ownerUrl, role, passwords[part])]),
  )
  const owner = new pg.Client({ connectionString: ownerUrl })
  await owner.connect()
  try {
    // Two starts that alter one role at once would fail with "tuple concurrently updated".
    await owner.query("SELECT pg_advisory_lock(hashtext('countersign roles'))")
    for (const [part, role] of Object.entries(ROLES)) {
      if (await canLogIn(urls[part])) continue
      const { rows } = await owner.query(
        'SELECT rolpassword IS NOT NULL AS taken FROM pg_authid WHERE rolname = $1',
        [role],
      )
      if (rows[0]?.taken && !overwrite)
        throw new StartProblem(
          `The role ${role} of this PostgreSQL server has a password that this checkout does not know: set ${part.toUpperCase()}_DATABASE_URL for each of console, intake, worker and keyd, or take the password away with ALTER ROLE ${role} PASSWORD NULL.`,
        )
      await owner.query(
        `ALTER ROLE ${pg.escapeIdentifier(role)} LOGIN PASSWORD ${pg.escapeLiteral(passwords[part])}`,
      )
    }
  } finally {
    await owner.end()
  }
  return urls
}

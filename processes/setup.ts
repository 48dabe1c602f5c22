import path from 'node:path'
import { z } from 'zod'
import { readEnv } from '#lib/env'
import { makeFirstPeople } from '#services/keys/server/operator/make-first-people'
import { setupKeys } from '#services/keys/server/operator/setup'
import { FIRST_ACCOUNTS_FILE, writeFirstAccounts } from '../prisma/first-accounts'

/**
 * `npm run setup`: makes the keys of a production installation in STATE_DIR (or the homes given), once, and the first
 * two people: an admin and a safety lead, each with a first password and a one-time code that are printed this once.
 * `--again` makes new codes for the same two, when both ways in were lost. Each home then moves to the host of its
 * process.
 */
const env = readEnv(
  z.object({
    STATE_DIR: z.string().min(1),
    KEYD_HOME: z.string().min(1).optional(),
    INTAKE_HOME: z.string().min(1).optional(),
    WORKER_HOME: z.string().min(1).optional(),
    TRUST_FILE: z.string().min(1).optional(),
    CONSOLE_ORIGIN: z.url(),
    READER_ORIGIN: z.url(),
    WORKER_NAMES: z.string().default('worker-1'),
    FIRST_ADMIN_EMAIL: z.email().optional(),
    FIRST_LEAD_EMAIL: z.email().optional(),
  }),
)

const { paths, trust } = await setupKeys({
  stateDir: path.resolve(env.STATE_DIR),
  keydHome: env.KEYD_HOME,
  intakeHome: env.INTAKE_HOME,
  workerHome: env.WORKER_HOME,
  trustFile: env.TRUST_FILE,
  mode: 'production',
  consoleOrigin: env.CONSOLE_ORIGIN,
  readerOrigin: env.READER_ORIGIN,
  staff: [],
  workerNames: env.WORKER_NAMES.split(',').map((name) => name.trim()),
})

console.log(`Key service   ${paths.keydHome}
Intake        ${paths.intakeHome}
Workers       ${paths.workerHome}
Public keys   ${paths.trustFile}
Ledger        ${trust.ledgerVkey}`)

const again = process.argv.includes('--again')
const emails = { admin: env.FIRST_ADMIN_EMAIL, safety_lead: env.FIRST_LEAD_EMAIL }
const NAMES = { admin: 'First admin', safety_lead: 'First safety lead' }
if (again) {
  for (const { role, code } of (await makeFirstPeople(paths.keydHome, { again })) ?? [])
    console.log(`${NAMES[role as keyof typeof NAMES].padEnd(18)} new one-time code ${code}`)
  console.log(
    'Restart the key service: the codes are good for seven days from then on, and the ledger names them.',
  )
} else if (!emails.admin || !emails.safety_lead || emails.admin === emails.safety_lead) {
  console.log(`
Nobody can sign in yet. Run this again with FIRST_ADMIN_EMAIL and FIRST_LEAD_EMAIL, the addresses of two different
people: one alone could never confirm anybody.`)
} else {
  const people = await makeFirstPeople(paths.keydHome)
  if (people) {
    const accounts = people.map(({ personId, role }) => {
      const key = role as keyof typeof emails
      return { id: personId, email: emails[key]!, name: NAMES[key], role }
    })
    const file = path.join(path.resolve(env.STATE_DIR), FIRST_ACCOUNTS_FILE)
    const passwords = await writeFirstAccounts(file, accounts)
    console.log(
      '\nShown this once. Give each line to its own person, who enrols a passkey with the code within a week:',
    )
    for (const [i, { email, name }] of accounts.entries())
      console.log(`${name.padEnd(18)} ${email}   password ${passwords[i]}   one-time code ${people[i]!.code}`)
  }
}

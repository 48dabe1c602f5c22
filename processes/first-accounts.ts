import path from 'node:path'
import { z } from 'zod'
import { readEnv } from '#lib/env'
import { enterFirstAccounts, FIRST_ACCOUNTS_FILE } from '../prisma/first-accounts'

/**
 * `npm run first-accounts`: lets the first admin and the first safety lead, as `npm run setup` made them, sign in to
 * the console. A production start does it by itself; a second run changes nothing.
 */
const env = readEnv(z.object({ CONSOLE_DATABASE_URL: z.string().min(1), STATE_DIR: z.string().min(1) }))
const file = path.join(env.STATE_DIR, FIRST_ACCOUNTS_FILE)
const entered = await enterFirstAccounts(env.CONSOLE_DATABASE_URL, file)
console.log(entered === 0 ? 'they are there' : `${entered} entered`)

import { z } from 'zod'
import { readEnv } from '#lib/env'
import { seedTrial } from './seed-trial'

/** Seeds a trial; what a person needs to sign in stands in TRIAL_FILE afterwards. */
const env = readEnv(
  z.object({
    COUNTERSIGN_MODE: z.literal('trial', 'sample accounts belong to a trial only'),
    CONSOLE_DATABASE_URL: z.string().min(1),
    CONSOLE_SECRET_KEY: z.string().length(43),
    TRIAL_FILE: z.string().min(1),
    RECEIVER_URL: z.url(),
  }),
)
const { seeded } = await seedTrial({
  databaseUrl: env.CONSOLE_DATABASE_URL,
  secretKey: env.CONSOLE_SECRET_KEY,
  trialFile: env.TRIAL_FILE,
  receiverUrl: env.RECEIVER_URL,
})
console.log(seeded ? 'seeded' : 'nothing to seed')

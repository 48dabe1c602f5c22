import type { z } from 'zod'
import { CONSOLE_ENV, readEnv } from './env'

let known: z.infer<typeof CONSOLE_ENV> | undefined

/** The console's environment, read at the first request and not at import: a build has none. */
export function consoleEnv(): z.infer<typeof CONSOLE_ENV> {
  known ??= readEnv(CONSOLE_ENV)
  return known
}

import path from 'node:path'
import { z } from 'zod'
import { readEnv } from '#lib/env'

const Env = z.object({
  KEYD_HOME: z.string().min(1).optional(),
  TRUST_FILE: z.string().min(1).optional(),
  STATE_DIR: z.string().min(1).optional(),
})

/** Where the keys lie: as the key service is told, or in the trial of this checkout. */
export function keyPaths(): { home: string; trustFile: string } {
  const { KEYD_HOME, TRUST_FILE, STATE_DIR } = readEnv(Env)
  const at = (given: string | undefined, name: string): string => {
    if (given !== undefined) return path.resolve(given)
    if (STATE_DIR === undefined) throw new Error('Set KEYD_HOME and TRUST_FILE.')
    return path.join(STATE_DIR, name)
  }
  return { home: at(KEYD_HOME, 'keyd'), trustFile: at(TRUST_FILE, 'trust.json') }
}

/** The frame of the commands that handle keys: prints what was done, or why not, and ends with status 0 or 1. */
export function runKeysTool(work: () => Promise<string>): void {
  work().then(
    (said) => console.log(said),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : 'It could not be done.')
      process.exitCode = 1
    },
  )
}

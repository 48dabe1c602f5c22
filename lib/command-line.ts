/** What a tool's user can mend: the message stands alone, without a stack. */
export class UsageProblem extends Error {}

/**
 * The value of `read`, or the end of the process: 2 with the usage when the arguments are not known, 1 with the message
 * for a `UsageProblem` (a file that is missing or cannot be read). Everything else is thrown on.
 */
export function orExit<T>(usage: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    const { code } = error as { code?: unknown }
    const unknown = typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS')
    if (!unknown && !(error instanceof UsageProblem)) throw error
    process.stderr.write(unknown ? `${(error as Error).message}\n${usage}` : `${(error as Error).message}\n`)
    process.exit(unknown ? 2 : 1)
  }
}

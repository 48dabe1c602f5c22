import { pino, stdTimeFunctions } from 'pino'

/**
 * Logs that cannot carry content: a line is a fixed sentence and fields from the list below, and a string that
 * does not look like an id, a code or an address of ours is withheld. An error is its name and code, because a
 * message may quote what somebody wrote.
 */
const SAFE_FIELDS = [
  ...['caseId', 'reportId', 'personId', 'platformId', 'requestId', 'decisionId', 'deliveryId', 'grantId'],
  ...['jobId', 'job', 'queue', 'region', 'epoch', 'session', 'worker', 'classifier', 'version', 'attempt'],
  ...[
    'op',
    'kind',
    'code',
    'reason',
    'status',
    'outcome',
    'stage',
    'method',
    'route',
    'mode',
    'store',
    'part',
  ],
  ...['count', 'size', 'index', 'seq', 'port', 'pid', 'ms', 'bytes', 'socket', 'signal', 'exitCode'],
  ...['field', 'variable', 'host'],
] as const
type SafeField = (typeof SAFE_FIELDS)[number]
export type LogFields = Partial<Record<SafeField, string | number | boolean | null | undefined>> & {
  /** Any thrown value: only its name and code are written. */
  error?: unknown
}

export type Log = {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

const SAFE_TEXT = /^[\w.:/@+-]{0,200}$/
/** Codes and names are short: 32 bytes of a key take 43 characters at least, however they are spelled. */
const SAFE_CODE = /^[\w.:/@+-]{0,40}$/
const CODES: ReadonlySet<string> = new Set(['op', 'kind', 'code', 'reason', 'status', 'outcome', 'stage'])

/** The name and code of anything thrown; never its message. `reason` is what an AppError carries. */
export function describeError(error: unknown): { errorName: string; errorCode?: string } {
  if (typeof error !== 'object' || error === null) return { errorName: typeof error }
  const { name, code, reason } = error as { name?: unknown; code?: unknown; reason?: unknown }
  const said = [reason, code].find((value) => typeof value === 'string' && SAFE_CODE.test(value))
  return {
    errorName: typeof name === 'string' && SAFE_CODE.test(name) ? name : 'Error',
    ...(said === undefined ? {} : { errorCode: said as string }),
  }
}

function safe(fields: LogFields): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const name of SAFE_FIELDS) {
    const value = fields[name]
    if (value === undefined) continue
    const shape = CODES.has(name) ? SAFE_CODE : SAFE_TEXT
    // Only what the type says: an object may carry anything.
    const plain = ['number', 'boolean'].includes(typeof value) || value === null
    out[name] = plain || (typeof value === 'string' && shape.test(value)) ? value : '[withheld]'
  }
  return fields.error === undefined ? out : { ...out, ...describeError(fields.error) }
}

/**
 * @param processName stands in every line. @param level defaults to LOG_LEVEL, then info.
 * @param destination takes each line; standard output when none is given.
 * Messages are fixed sentences: never build one from input.
 */
export function createLog(
  processName: string,
  level = process.env.LOG_LEVEL ?? 'info',
  destination?: { write(line: string): void },
): Log {
  const settings = { level, base: { process: processName }, timestamp: stdTimeFunctions.isoTime }
  const logger = destination ? pino(settings, destination) : pino(settings)
  return {
    debug: (message, fields = {}) => logger.debug(safe(fields), message),
    info: (message, fields = {}) => logger.info(safe(fields), message),
    warn: (message, fields = {}) => logger.warn(safe(fields), message),
    error: (message, fields = {}) => logger.error(safe(fields), message),
  }
}

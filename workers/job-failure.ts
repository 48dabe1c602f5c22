import { AppError } from '#domain/errors'

/**
 * How a job says why it ended. Only the code goes on: into BullMQ's record, logs, metrics and dead letters. An
 * error's message may quote what somebody wrote.
 */
export class JobFailure extends Error {
  readonly code: string
  /** True when another try cannot help. */
  readonly final: boolean

  constructor(code: string, options: { final?: boolean } = {}) {
    super(code)
    this.name = 'JobFailure'
    this.code = code
    this.final = options.final ?? false
  }
}

/** Not now: something that the job needs is away. Tried again later without using up an attempt. */
export class Deferred extends Error {
  readonly code: string
  readonly delayMs: number

  constructor(code: string, delayMs: number) {
    super(code)
    this.name = 'Deferred'
    this.code = code
    this.delayMs = delayMs
  }
}

const CODE = /^[a-z0-9_]{1,40}$/

/** A code for anything thrown, made from its name or code and never from its message. */
export function codeOf(error: unknown): string {
  if (error instanceof JobFailure || error instanceof Deferred) return error.code
  const { code, reason, name } = (error ?? {}) as { code?: unknown; reason?: unknown; name?: unknown }
  const said = [error instanceof AppError ? reason : undefined, code, name].find(
    (value): value is string => typeof value === 'string' && value !== '',
  )
  if (said === undefined) return 'error'
  // SQLSTATE (five characters) says more with its origin.
  const word = /^[0-9A-Z]{5}$/.test(said) ? `sql_${said}` : said.replace(/([a-z])([A-Z])/g, '$1_$2')
  const safe = word
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, 40)
  return CODE.test(safe) ? safe : 'error'
}

const GONE = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'ENOTFOUND'])

/**
 * True when a store or the key service is away or starting: the work is as good as before and waits. pg reports a
 * connection that broke without a code, by fixed messages of its own.
 */
export function isOutage(error: unknown): boolean {
  if (error instanceof AppError) return error.code === 'unavailable'
  const { code, message, cause } = (error ?? {}) as { code?: unknown; message?: unknown; cause?: unknown }
  if (typeof code === 'string' && (GONE.has(code) || /^(08...|57P0[123]|53300|UND_ERR_.*)$/.test(code)))
    return true
  if (
    typeof message === 'string' &&
    /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Connection is closed|Client was closed)/.test(
      message,
    )
  )
    return true
  return cause !== undefined && cause !== error && isOutage(cause)
}

/** True when the request cannot have reached the key service, so that no entry can stand for this attempt. */
export function neverSent(error: unknown): boolean {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown }
  if (code === 'ECONNREFUSED' || code === 'ENOENT' || code === 'UND_ERR_CONNECT_TIMEOUT') return true
  return cause !== undefined && cause !== error && neverSent(cause)
}

/**
 * The one error type that crosses a boundary on purpose. Everything else that is thrown is a bug or an
 * outage and becomes a 500 without a message of its own, because a message may quote content.
 */
export type ErrorCode =
  | 'invalid' // the input breaks a rule that its sender can know
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'rate_limited'
  | 'unavailable' // a part that must answer first does not: nothing was opened, try again

/** The one table from code to HTTP status. */
export const HTTP_STATUS: Record<ErrorCode, number> = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  rate_limited: 429,
  unavailable: 503,
}

/** Where an input is wrong: `path` is a JSON Pointer (RFC 6901) into the body. Never carries the value. */
export type FieldProblem = { path: string; message: string }

export class AppError extends Error {
  readonly code: ErrorCode
  /** A stable, machine-readable reason such as `lease_held`; the message is for people. */
  readonly reason: string
  readonly fields: FieldProblem[]

  constructor(
    code: ErrorCode,
    message: string,
    options: { reason?: string; fields?: FieldProblem[]; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.reason = options.reason ?? code
    this.fields = options.fields ?? []
  }
}

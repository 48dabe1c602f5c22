/** Thrown by data.ts and mutations.ts around whatever the driver threw. */
export class StoreError extends Error {
  constructor(cause: unknown) {
    super('the store refused or did not answer', { cause })
    this.name = 'StoreError'
  }

  get code(): string {
    const { code } = (this.cause ?? {}) as { code?: unknown }
    return typeof code === 'string' ? code : 'no_answer'
  }
}

/** SQLSTATE classes that say our statement or data was wrong; all others say "not now" (PostgreSQL, appendix A). */
const OUR_FAULT = ['22', '23', '42', 'P0', 'XX']

/** True when trying again later may work: no connection, a time-out, a shutdown, a deadlock, no room. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof StoreError)) return false
  return !/^[0-9A-Z]{5}$/.test(error.code) || !OUR_FAULT.includes(error.code.slice(0, 2))
}

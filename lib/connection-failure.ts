const CODES: [RegExp, 'timeout' | 'connection_failed' | 'tls_failed'][] = [
  [/TIMEOUT|ETIMEDOUT|TimeoutError|AbortError/i, 'timeout'],
  [/ECONNREFUSED|ECONNRESET|EPIPE|EHOSTUNREACH|ENETUNREACH|UND_ERR_SOCKET/, 'connection_failed'],
  [/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/, 'tls_failed'],
]

/** Why a request of undici's got no answer, as a code that says nothing of what was sent; undefined when unknown. */
export function connectionFailure(error: unknown): (typeof CODES)[number][1] | undefined {
  const { code, name, cause } = (error ?? {}) as {
    code?: unknown
    name?: unknown
    cause?: { code?: unknown }
  }
  const said = [code, name, cause?.code].filter((value) => typeof value === 'string').join(' ')
  return CODES.find(([pattern]) => pattern.test(said))?.[1]
}

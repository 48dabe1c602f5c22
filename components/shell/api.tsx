'use client'

/** What an endpoint answered instead of data. `code` is the stable reason; the message is for people. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, message: string) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.code = code
  }
}

/**
 * Calls one of the console's own endpoints.
 * @throws ApiError; status 0 and code `offline` when the console cannot be reached.
 */
export async function api<T>(
  path: string,
  options: { method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'; body?: unknown; signal?: AbortSignal } = {},
): Promise<T> {
  const { body, signal } = options
  const method = options.method ?? (body === undefined ? 'GET' : 'POST')
  let response: Response
  try {
    response = await fetch(path, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      ...(signal ? { signal } : {}),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new ApiError(0, 'offline', 'The console cannot be reached. Nothing was changed.')
  }
  if (response.ok) return (await response.json()) as T
  if (response.status === 401) window.location.assign('/login?ended=1')
  const said = (await response.json().catch(() => ({}))) as { code?: string; title?: string }
  throw new ApiError(
    response.status,
    said.code ?? 'unknown',
    said.title ?? 'The console answered with an error. Try again.',
  )
}

/** The sentence to show for anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof ApiError || error instanceof ReaderError ? error.message : 'Something went wrong.'
}

/** What went wrong between this page and the reader's frames. */
export class ReaderError extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.name = 'ReaderError'
    this.code = code
  }
}

import { RelayError } from './refusal'

/** The one host that the CSP lets the reader talk to: its own. */
async function ask(path: string, init: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(path, { ...init, credentials: 'omit', cache: 'no-store', redirect: 'error' })
  } catch {
    throw new RelayError('unreachable')
  }
  if (response.ok) return response
  const problem = (await response.json().catch(() => undefined)) as { code?: unknown } | undefined
  throw new RelayError(typeof problem?.code === 'string' ? problem.code : `status_${response.status}`)
}

export async function postRelay(path: string, body: unknown, signal?: AbortSignal): Promise<unknown> {
  const response = await ask(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: signal ?? null,
  })
  return response.json().catch(() => {
    throw new RelayError('bad_answer')
  })
}

export async function getText(path: string, signal?: AbortSignal): Promise<string> {
  const response = await ask(path, { method: 'GET', signal: signal ?? null })
  return response.text().catch(() => {
    throw new RelayError('bad_answer')
  })
}

export async function getRelay(path: string): Promise<unknown> {
  const response = await ask(path, { method: 'GET' })
  return response.json().catch(() => {
    throw new RelayError('bad_answer')
  })
}

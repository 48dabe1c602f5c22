import { Client } from 'pg'

/** The active sequencer holds this lock on its one connection; a standby waits for it. */
const SEQUENCER_LOCK = 0x6c656467 // "ledg"
const STATEMENT_TIMEOUT_MS = 1_500
const ANSWER_TIMEOUT_MS = 2_000

/** A connection that gives up rather than wait for a server that does not answer. */
export async function connectSequencer(url: string): Promise<Client> {
  const client = new Client({
    connectionString: url,
    application_name: 'countersign-keyd-sequencer',
    connectionTimeoutMillis: ANSWER_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    // A server that is stopped, not gone, never answers: the client gives up by itself.
    query_timeout: ANSWER_TIMEOUT_MS,
    keepAlive: true,
    // What needs no earlier answer is sent behind it at once: each round trip is a part of every release's latency.
    pipeline: true,
  })
  // Queries report the failure to whoever waits; an idle connection that breaks is found by the next one.
  client.on('error', () => undefined)
  await client.connect()
  return client
}

export async function tryTakeLock(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [
    SEQUENCER_LOCK,
  ])
  return rows[0]?.held === true
}

/** Ends a connection at once, without waiting for a server that may not answer. */
export function dropConnection(client: Client): void {
  const { connection } = client as unknown as { connection?: { stream?: { destroy(): void } } }
  connection?.stream?.destroy()
  client.end().catch(() => undefined)
}

/** True when PostgreSQL itself refused a statement, so that the connection is still good. */
export function isStatementError(error: unknown): boolean {
  const { severity, code } = (error ?? {}) as { severity?: string; code?: string }
  // Class 57: the server is shutting down or ended this session.
  return severity === 'ERROR' && code !== undefined && !code.startsWith('57P')
}

/** True when nothing more can be said on this connection; asking it to roll back would only wait. */
export function isConnectionError(error: unknown): boolean {
  const { severity, code, message } = (error ?? {}) as { severity?: string; code?: string; message?: string }
  if (severity === 'FATAL' || severity === 'PANIC' || code?.startsWith('57P')) return true
  if (code !== undefined && /^E[A-Z]+$/.test(code)) return true
  return (
    message === 'Query read timeout' || /^(Connection terminated|Client has encountered)/.test(message ?? '')
  )
}

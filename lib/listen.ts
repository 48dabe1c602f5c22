import { Client } from 'pg'
import type { Log } from './log'

const RETRY_MS = 1_000

/**
 * Calls back at each NOTIFY on a channel, and once after each (re)connection, because notifications that were sent
 * meanwhile are lost. A hint, not a queue: who listens must also look by itself now and then.
 */
export function listen(
  url: string,
  channel: string,
  onNotify: () => void,
  log?: Log,
): { close(): Promise<void> } {
  let client: Client | undefined
  let timer: NodeJS.Timeout | undefined
  let closed = false

  function again(): void {
    if (closed || timer) return
    timer = setTimeout(() => {
      timer = undefined
      void connect()
    }, RETRY_MS)
  }

  async function connect(): Promise<void> {
    if (closed) return
    const fresh = new Client({
      connectionString: url,
      application_name: 'countersign-listen',
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    })
    const lost = () => {
      if (client !== fresh) return
      client = undefined
      fresh.end().catch(() => {})
      again()
    }
    client = fresh
    fresh.on('error', (error) => {
      log?.warn('the listening connection broke', { store: 'postgres', error })
      lost()
    })
    fresh.on('end', lost)
    fresh.on('notification', onNotify)
    try {
      await fresh.connect()
      await fresh.query(`LISTEN "${channel}"`)
      onNotify()
    } catch {
      lost()
    }
  }

  const first = connect()
  return {
    async close() {
      closed = true
      clearTimeout(timer)
      await first
      const last = client
      client = undefined
      await last?.end().catch(() => {})
    },
  }
}

import net from 'node:net'

/** One message that a client sends to PostgreSQL: its SQL where it has one, whether sent now or prepared before. */
export type Statement = { sql: string; bytes: Buffer }

/**
 * Stands between the sequencer and PostgreSQL, reads the client's side of the protocol (version 3, §54.7) and can stop
 * it at any statement. Other connections pass through untouched.
 */
export class WireTap {
  private readonly server = net.createServer((client) => this.join(client))
  private readonly sockets = new Set<net.Socket>()
  private readonly target: { host: string; port: number }
  private armed = false
  port = 0
  /** Statements seen since the tap was armed. */
  seen: string[] = []
  /** Asked before each statement of the sequencer goes on; true keeps it, and everything behind it, from the server. */
  onStatement: (sql: string, count: number) => boolean = () => false
  /** Told once the answer to a COMMIT has come; true keeps it from the sequencer. */
  onCommitted: () => boolean = () => false

  constructor(target: URL) {
    this.target = { host: target.hostname, port: Number(target.port) }
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    this.port = (this.server.address() as net.AddressInfo).port
  }

  arm(): void {
    this.seen = []
    this.armed = true
  }

  disarm(): void {
    this.armed = false
    this.onStatement = () => false
    this.onCommitted = () => false
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy()
    this.server.close()
  }

  private join(client: net.Socket): void {
    const upstream = net.connect(this.target)
    const end = () => {
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) {
      this.sockets.add(socket)
      socket.on('error', end)
      socket.on('close', () => {
        this.sockets.delete(socket)
        end()
      })
    }
    const state = { started: false, sequencer: false, stopped: false, pending: Buffer.alloc(0) }
    const prepared = new Map<string, string>()
    client.on('data', (data) => {
      state.pending = Buffer.concat([state.pending, data])
      for (;;) {
        const typed = state.started ? 1 : 0
        if (state.pending.length < typed + 4) return
        const length = typed + state.pending.readUInt32BE(typed)
        if (state.pending.length < length) return
        const message = state.pending.subarray(0, length)
        state.pending = state.pending.subarray(length)
        if (!state.started) {
          state.started = true
          state.sequencer = message.includes('countersign-keyd-sequencer')
        } else if (state.sequencer && this.armed) {
          const sql = statementOf(message, prepared)
          if (sql !== undefined) {
            this.seen.push(sql)
            state.stopped ||= this.onStatement(sql, this.seen.length - 1)
          }
        } else if (state.sequencer) statementOf(message, prepared)
        if (!state.stopped) upstream.write(message)
      }
    })
    upstream.on('data', (data) => {
      if (this.armed && state.sequencer && data.includes('COMMIT\0')) state.stopped ||= this.onCommitted()
      if (!state.stopped) client.write(data)
    })
  }
}

/** The SQL that a message runs: Query, or Bind of a statement that Parse has named. */
function statementOf(message: Buffer, prepared: Map<string, string>): string | undefined {
  const text = (at: number) => message.toString('utf8', at, message.indexOf(0, at))
  const type = String.fromCharCode(message[0]!)
  if (type === 'Q') return text(5)
  if (type === 'P') {
    const name = text(5)
    prepared.set(name, text(5 + Buffer.byteLength(name) + 1))
  }
  if (type !== 'B') return undefined
  const portal = text(5)
  return prepared.get(text(5 + Buffer.byteLength(portal) + 1))
}

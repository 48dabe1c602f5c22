import { createPrivateKey } from 'node:crypto'
import net from 'node:net'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generatePrivatePem } from '#lib/ed25519'
import { migrateKeys } from '#services/keys/server/start/migrate'
import { CheckpointSigner } from '#services/ledger/checkpoint-signer'
import { type Handler, Sequencer } from '#services/ledger/sequencer'
import { createTestDatabase, type TestDatabase } from '../support/database'

/** A TCP proxy before PostgreSQL that can go silent, cut connections, or swallow the answer to a COMMIT. */
class FaultyWire {
  private readonly server = net.createServer((client) => this.join(client))
  private readonly sockets = new Set<net.Socket>()
  private readonly target: { host: string; port: number }
  port = 0
  refuses = false
  silent = false
  /** Cut the line once a COMMIT has been sent on: before PostgreSQL got it, or before its answer came back. */
  cutAt: 'never' | 'before_commit' | 'after_commit' = 'never'

  constructor(target: URL) {
    this.target = { host: target.hostname, port: Number(target.port || 5432) }
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    this.port = (this.server.address() as net.AddressInfo).port
  }

  private join(client: net.Socket): void {
    if (this.refuses) {
      client.destroy()
      return
    }
    const upstream = net.connect(this.target)
    let committing = false
    const cut = () => {
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) {
      this.sockets.add(socket)
      socket.on('error', cut)
      socket.on('close', () => {
        this.sockets.delete(socket)
        cut()
      })
    }
    client.on('data', (data) => {
      if (this.silent) return
      const commits = data.includes('COMMIT')
      if (commits && this.cutAt === 'before_commit') {
        this.cutAt = 'never'
        cut()
        return
      }
      if (commits) committing = true
      upstream.write(data)
    })
    upstream.on('data', (data) => {
      if (committing && this.cutAt === 'after_commit') {
        this.cutAt = 'never'
        cut()
        return
      }
      committing = false
      if (!this.silent) client.write(data)
    })
  }

  cutAll(): void {
    for (const socket of this.sockets) socket.destroy()
  }

  close(): void {
    this.cutAll()
    this.server.close()
  }
}

const addFact: Handler<string, number> = {
  name: 'fact',
  most: 1,
  run: async (tx, [ref]) => [tx.append({ kind: 'fact', fact: 'test.made', who: 'unknown', ref: ref! }).index],
}
const fails: Handler<string, number> = {
  name: 'fails',
  most: 1,
  run: async (tx) => {
    tx.append({ kind: 'fact', fact: 'test.lost', who: 'unknown', ref: 'x' })
    await tx.query('SELECT 1 / 0')
    return [0]
  },
}

describe('the sequencer when the database fails', () => {
  let database: TestDatabase
  let wire: FaultyWire
  let sequencer: Sequencer
  let owner: Client
  const signer = new CheckpointSigner('test/ledger', createPrivateKey(generatePrivatePem()))
  beforeAll(async () => {
    database = await createTestDatabase()
    await migrateKeys(database.keyd)
    owner = new Client({ connectionString: database.owner })
    await owner.connect()
    wire = new FaultyWire(new URL(database.keyd))
    await wire.listen()
    const url = new URL(database.keyd)
    url.host = `127.0.0.1:${wire.port}`
    sequencer = new Sequencer({ databaseUrl: url.href, signer })
    await sequencer.start(async () => undefined)
  })
  afterAll(async () => {
    wire.close()
    await sequencer?.close()
    await owner?.end()
    await database?.drop()
  })

  async function stored(ref: string): Promise<number[]> {
    const { rows } = await owner.query<{ idx: string; bytes: Buffer }>(
      'SELECT idx, bytes FROM keys.entry ORDER BY idx',
    )
    return rows.filter((row) => row.bytes.includes(`"${ref}"`)).map((row) => Number(row.idx))
  }

  it('fails only the culprit of a shared commit', async () => {
    const outcomes = await Promise.allSettled([
      sequencer.submit(addFact, 'before'),
      sequencer.submit(fails, ''),
      sequencer.submit(addFact, 'after'),
    ])
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await stored('before')).toHaveLength(1)
    expect(await stored('after')).toHaveLength(1)
    expect(await stored('x')).toHaveLength(0)
  })

  it('finds an entry again whose commit was never acknowledged, and uses its index once', async () => {
    wire.cutAt = 'after_commit'
    const { output, commit } = await sequencer.submit(addFact, 'unknown-outcome')
    expect(await stored('unknown-outcome')).toEqual([output])
    expect(commit.size).toBe(output + 1)
    const next = await sequencer.submit(addFact, 'next')
    expect(next.output).toBe(output + 1)
  })

  it('does not claim what was never committed, and gives its index to the next', async () => {
    const { size } = sequencer.committed
    wire.cutAt = 'before_commit'
    await expect(sequencer.submit(addFact, 'not-sent')).rejects.toMatchObject({ code: 'unavailable' })
    expect(await stored('not-sent')).toEqual([])
    expect((await sequencer.submit(addFact, 'took-its-place')).output).toBe(size)
  })

  it('answers within two seconds while the database is silent, and goes on afterwards', async () => {
    wire.silent = true
    const started = performance.now()
    await expect(sequencer.submit(addFact, 'silent')).rejects.toMatchObject({ code: 'unavailable' })
    expect(performance.now() - started).toBeLessThan(2_300)
    wire.silent = false
    wire.cutAll()
    await expect
      .poll(
        () =>
          sequencer.submit(addFact, 'again').then(
            () => true,
            () => false,
          ),
        { timeout: 8_000 },
      )
      .toBe(true)
    expect(await stored('silent')).toEqual([])
  })

  it('refuses while the database is gone and recovers by itself', async () => {
    wire.refuses = true
    wire.cutAll()
    await expect(sequencer.submit(addFact, 'gone')).rejects.toMatchObject({ code: 'unavailable' })
    wire.refuses = false
    await expect.poll(() => sequencer.healthy, { timeout: 8_000 }).toBe(true)
    await sequencer.submit(addFact, 'back')
    expect(await stored('gone')).toEqual([])
    expect(await stored('back')).toHaveLength(1)
  })

  it('numbers entries without gap or double under cuts at any moment', async () => {
    let running = true
    const cutting = (async () => {
      while (running) {
        await new Promise((resolve) => setTimeout(resolve, 40 + Math.random() * 80))
        if (Math.random() < 0.5) wire.cutAt = 'after_commit'
        else wire.cutAll()
      }
    })()
    const indexes = new Map<number, string>()
    await Promise.all(
      Array.from({ length: 16 }, async (_, worker) => {
        for (let i = 0; i < 20; i++) {
          const ref = `w${worker}.${i}`
          const done = await sequencer.submit(addFact, ref).catch(() => undefined)
          if (!done) continue
          expect(indexes.has(done.output)).toBe(false)
          indexes.set(done.output, ref)
        }
      }),
    )
    running = false
    await cutting
    wire.cutAt = 'never'
    const { rows } = await owner.query<{ idx: string; bytes: Buffer }>(
      'SELECT idx, bytes FROM keys.entry ORDER BY idx',
    )
    expect(rows.map((row) => Number(row.idx))).toEqual(rows.map((_, i) => i))
    for (const [index, ref] of indexes) expect(rows[index]!.bytes.toString()).toContain(`"${ref}"`)
    const { rows: head } = await owner.query<{ size: string }>('SELECT size FROM keys.head')
    expect(Number(head[0]!.size)).toBe(rows.length)
  })

  it('lets a standby in only when the active one is gone', async () => {
    // The cuts of the test before may have left it without a connection for a moment.
    await expect
      .poll(
        () =>
          sequencer.submit(addFact, 'settled').then(
            () => true,
            () => false,
          ),
        { timeout: 8_000 },
      )
      .toBe(true)
    const standby = new Sequencer({ databaseUrl: database.keyd, signer })
    let waits = false
    const started = standby.start(
      async () => undefined,
      () => {
        waits = true
      },
    )
    await expect.poll(() => waits, { timeout: 8_000 }).toBe(true)
    const { output } = await sequencer.submit(addFact, 'still-active')
    await sequencer.close()
    await started
    expect((await standby.submit(addFact, 'took-over')).output).toBe(output + 1)
    await standby.close()
  })
})

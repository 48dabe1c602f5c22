import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { expect } from 'vitest'
import { fromBase64Url, toBase64Url } from '#domain/bytes'
import { verifyCheckpoint, verifyCommitted } from '#domain/committed-entry'
import { decodeReleasedKeys, releaseInfo } from '#domain/envelope'
import type { AppError } from '#domain/errors'
import type { ReleaseAnswer, SignedRequest } from '#domain/key-request'
import type { MessageRefs } from '#domain/ledger-entry'
import { hpkeOpen, p256RawPublic } from '#lib/hpke'
import { KeyClient } from '#services/keys/client'
import { NODE_PROOF_CRYPTO } from '#services/keys/key-client'
import { verifyDatabase } from '#services/ledger/verify-sources'
import type { KeydProcess } from '../keyd-process'
import { until } from '../until'
import { PEOPLE } from './key-service'
import { putSealedReport, type SealOptions } from './sealed-reports'
import { TestSession } from './session'

export type Held = { grantId: string; messages: MessageRefs; left: number }
/** One release that was asked for, and what came back. */
export type Asked = {
  requestId: string
  signed: SignedRequest
  recipient: KeyObject
  answer?: ReleaseAnswer
  /** The reason of a refusal, or `keyd_unavailable` when nothing came back. */
  reason?: string
}

/** What a grant is used for here; it may be used a hundred times, and some uses are not answered. */
const USES = 90

/** A moderator who asks a key service process for keys, remembers everything, and can hold it against the ledger. */
export class ReleaseLoad {
  readonly asked: Asked[] = []
  readonly client: KeyClient
  private readonly keyd: KeydProcess
  private readonly ownerUrl: string
  private session: TestSession | undefined
  private held: Held[] = []

  constructor(keyd: KeydProcess, ownerUrl: string) {
    this.keyd = keyd
    this.ownerUrl = ownerUrl
    this.client = new KeyClient({ socketPath: keyd.socket, trust: keyd.trust })
  }

  /** How many releases have been answered so far. */
  get answered(): number {
    return this.asked.filter((asked) => asked.answer !== undefined).length
  }

  async owner<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = new Client({ connectionString: this.ownerUrl })
    client.on('error', () => undefined)
    await client.connect()
    try {
      return await work(client)
    } finally {
      await client.end()
    }
  }

  /** Seals, adopts and claims so many cases. */
  async claim(cases: number, seal: SealOptions = { count: 3 }): Promise<Held[]> {
    const { client, keyd } = this
    this.session ??= await TestSession.open(client, keyd.trust, PEOPLE.mara, keyd.staffCodes[PEOPLE.mara]!)
    const epochs = await client.epochs()
    const reports = await this.owner(async (owner) => {
      const put = []
      for (let n = 0; n < cases; n++)
        put.push(await putSealedReport(owner, epochs, keyd.paths.intakeKey, seal))
      await until(0, async () => (await owner.query('SELECT 1 FROM door.box')).rowCount ?? 0)
      return put
    })
    for (const { caseId } of reports) {
      const { grant } = await this.session.claim(caseId)
      this.held.push({ grantId: grant.id, messages: grant.messages, left: USES })
    }
    return this.held
  }

  private use(): Held {
    const held = this.held.find(({ left }) => left > 0)
    if (!held) throw new Error('every grant is used up: claim more cases')
    held.left--
    return held
  }

  prepare(): Asked {
    const { grantId, messages } = this.use()
    const { privateKey: recipient } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const requestId = randomUUID()
    const to = toBase64Url(p256RawPublic(recipient))
    const signed = this.session!.sign({ op: 'release', requestId, grantId, messages, recipient: to, seen: 0 })
    const asked: Asked = { requestId, signed, recipient }
    this.asked.push(asked)
    return asked
  }

  async ask(asked = this.prepare()): Promise<Asked> {
    try {
      asked.answer = await this.client.signed<ReleaseAnswer>(asked.signed)
    } catch (error) {
      asked.reason = (error as AppError).reason ?? 'failed'
    }
    return asked
  }

  /** Asks without pause, so many at a time, until told to stop. */
  start(atOnce: number, pauseMs: number): () => Promise<void> {
    let running = true
    const loops = Array.from({ length: atOnce }, async () => {
      while (running) {
        await this.ask()
        await sleep(pauseMs)
      }
    })
    return async () => {
      running = false
      await Promise.all(loops)
    }
  }

  /**
   * Holds everything that came back against what is stored: each answer proves itself and its entry is there; no index
   * twice and none missing; a request has one entry at most; the whole ledger verifies.
   * @returns how many releases were answered, and how many have an entry.
   */
  async compare(): Promise<{ answered: number; recorded: number }> {
    // Before the ledger is read: it may go on growing.
    const answered = this.asked.filter((asked) => asked.answer !== undefined)
    const { rows, verdict } = await this.owner(async (owner) => ({
      rows: (
        await owner.query<{ idx: string; bytes: Buffer }>('SELECT idx, bytes FROM keys.entry ORDER BY idx')
      ).rows,
      verdict: await verifyDatabase(owner, this.keyd.trust.ledgerVkey),
    }))
    expect(verdict).toMatchObject({ ok: true })
    expect(verdict.ok && verdict.size).toBeGreaterThanOrEqual(rows.length)
    expect(rows.map((row) => Number(row.idx))).toEqual(rows.map((_, i) => i))
    const recorded = new Map<string, number>()
    for (const { idx, bytes } of rows) {
      const entry = JSON.parse(bytes.toString('utf8')) as { kind: string; request?: string }
      if (entry.kind !== 'release') continue
      expect(recorded.has(entry.request!)).toBe(false)
      recorded.set(entry.request!, Number(idx))
    }
    const indexes = new Set<number>()
    for (const { requestId, answer, recipient } of answered) {
      const { index, entry, checkpoint, enc, sealed } = answer!
      expect(indexes.has(index)).toBe(false)
      indexes.add(index)
      expect(recorded.get(requestId)).toBe(index)
      expect(rows[index]!.bytes.toString('base64url')).toBe(entry)
      const signed = await verifyCheckpoint(NODE_PROOF_CRYPTO, this.keyd.trust, checkpoint)
      const { leaf } = verifyCommitted(NODE_PROOF_CRYPTO, answer!, signed)
      const keys = hpkeOpen(
        ...([recipient, fromBase64Url(enc), releaseInfo(requestId), leaf, fromBase64Url(sealed)] as const),
      )
      expect(decodeReleasedKeys(keys).length).toBeGreaterThan(0)
    }
    return { answered: answered.length, recorded: recorded.size }
  }
}

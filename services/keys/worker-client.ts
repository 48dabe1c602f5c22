import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto'
import { fromBase64Url, fromHex, toBase64Url, utf8 } from '#domain/bytes'
import { canonicalJson } from '#domain/canonical-json'
import type { Checkpoint } from '#domain/checkpoint'
import { verifyCheckpoint, verifyCommitted, verifyExtends } from '#domain/committed-entry'
import { fromRefs } from '#domain/conversation'
import { decodeReleasedKeys, type ReleasedKey, releaseInfo } from '#domain/envelope'
import { AppError } from '#domain/errors'
import {
  type CommittedEntry,
  type RequestOf,
  requestSigningInput,
  type ScoreAnswer,
} from '#domain/key-request'
import type { LedgerEntry } from '#domain/ledger-entry'
import { signEd25519 } from '#lib/ed25519'
import { hpkeOpen, p256RawPublic } from '#lib/hpke'
import { KeyClient, type KeyClientOptions, NODE_PROOF_CRYPTO, signedRequest } from './key-client'

/** `destination`: the plug-in scorer that the text will be sent to, which makes a release of its own. */
export type ScoreItem = { reportId: string; attempt: number; destination?: string }
/** Keys of every message of the report's case that is adopted. The caller zeroes each `okm` when it is done. */
export type Score =
  | { ok: true; index: number; caseId: string; keys: ReleasedKey[] }
  | { ok: false; code: string }
type Waiting = { item: ScoreItem; resolve(score: Score): void; reject(error: unknown): void }

/** Calls that arrive within this time travel together: one commit for up to 32 reports. */
const GATHER_MS = 4
const MOST = 32

/**
 * A worker's client: signs with the worker's identity, and opens nothing before it has checked the entry, its
 * inclusion, the checkpoint and that the ledger only grew since the last answer.
 */
export class WorkerKeyClient extends KeyClient {
  private readonly signer: string
  private identity: KeyObject
  private seen: Checkpoint | undefined
  private waiting: Waiting[] = []
  private timer: NodeJS.Timeout | undefined

  /** @param options.identity the worker's Ed25519 private key. */
  constructor(options: KeyClientOptions & { name: string; identity: KeyObject }) {
    super(options)
    this.signer = `worker:${options.name}`
    this.identity = options.identity
  }

  /** Signs with another key from now on: a rotation's new one. */
  useIdentity(identity: KeyObject): void {
    this.identity = identity
  }

  /** One report. Concurrent calls are gathered into one request. */
  scoreOne(item: ScoreItem): Promise<Score> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject })
      if (this.waiting.length >= MOST) this.flush()
      else this.timer ??= setTimeout(() => this.flush(), GATHER_MS)
    })
  }

  /** Answers in the order of the items, however many there are. */
  score(items: readonly ScoreItem[]): Promise<Score[]> {
    return Promise.all(items.map((item) => this.scoreOne(item)))
  }

  /** Ships facts of the console's. @returns the index of each in the ledger. */
  async facts(facts: RequestOf<'facts'>['facts']): Promise<number[]> {
    const answer = await this.send<CommittedEntry & { indexes: number[] }>({ op: 'facts', facts })
    const checkpoint = await verifyCheckpoint(NODE_PROOF_CRYPTO, this.trust, answer.checkpoint)
    verifyCommitted(NODE_PROOF_CRYPTO, answer, checkpoint)
    return answer.indexes
  }

  private flush(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    const batch = this.waiting.splice(0, MOST)
    if (batch.length === 0) return
    this.scoreBatch(batch.map(({ item }) => item)).then(
      (scores) => {
        for (const [i, { resolve }] of batch.entries()) resolve(scores[i]!)
      },
      (error: unknown) => {
        for (const { reject } of batch) reject(error)
      },
    )
    if (this.waiting.length > 0) this.timer = setTimeout(() => this.flush(), 0)
  }

  private async scoreBatch(items: ScoreItem[]): Promise<Score[]> {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const recipient = toBase64Url(p256RawPublic(pair.publicKey))
    const seen = this.seen
    const requestId = randomUUID()
    const answer = await this.send<ScoreAnswer>(
      { op: 'score', items, recipient, seen: seen?.size ?? 0 },
      requestId,
    )
    const checkpoint = await verifyCheckpoint(NODE_PROOF_CRYPTO, this.trust, answer.checkpoint)
    verifyExtends(NODE_PROOF_CRYPTO, seen, checkpoint, answer.consistency)
    if (!this.seen || checkpoint.size > this.seen.size) this.seen = checkpoint
    if (answer.items.length !== items.length) throw wrongAnswer('wrong_count')
    const recipientHash = toBase64Url(NODE_PROOF_CRYPTO.sha256(fromBase64Url(recipient)))
    return items.map((item, i) => {
      const one = answer.items[i]!
      if (one.reportId !== item.reportId) throw wrongAnswer('wrong_report')
      if (!one.ok) return { ok: false, code: one.code }
      const { entry, leaf } = verifyCommitted(NODE_PROOF_CRYPTO, one, checkpoint)
      const release = expectRelease(entry, { requestId, recipientHash, who: this.signer, item })
      const opened = hpkeOpen(
        pair.privateKey,
        fromBase64Url(one.enc),
        releaseInfo(requestId),
        leaf,
        fromBase64Url(one.sealed),
      )
      const keys = decodeReleasedKeys(opened)
      if (!sameMessages(keys, release)) {
        opened.fill(0)
        throw wrongAnswer('wrong_messages')
      }
      return { ok: true, index: one.index, caseId: release.case, keys }
    })
  }

  private async send<Answer>(
    request: { op: 'score' | 'facts' } & Record<string, unknown>,
    requestId: string = randomUUID(),
  ): Promise<Answer> {
    const payload = utf8(canonicalJson({ ...request, requestId, at: Date.now() }))
    return this.signed<Answer>(
      signedRequest(payload, this.signer, signEd25519(this.identity, requestSigningInput(payload))),
    )
  }
}

type Release = Extract<LedgerEntry, { kind: 'release' }>

/** The committed entry must say what was asked, by whom and for which key. */
function expectRelease(
  entry: LedgerEntry,
  asked: { requestId: string; recipientHash: string; who: string; item: ScoreItem },
): Release {
  const same =
    entry.kind === 'release' &&
    entry.request === asked.requestId &&
    entry.recipient === asked.recipientHash &&
    entry.who === asked.who &&
    entry.report === asked.item.reportId &&
    entry.attempt === asked.item.attempt &&
    entry.destination === asked.item.destination
  if (!same) throw wrongAnswer('wrong_entry')
  return entry
}

function sameMessages(keys: readonly ReleasedKey[], release: Release): boolean {
  const listed = fromRefs(release.messages)
  return (
    listed.length === keys.length &&
    listed.every(({ dek, seq }, i) => {
      const key = keys[i]!
      return key.seq === seq && fromHex(dek).every((byte, at) => byte === key.dekId[at])
    })
  )
}

function wrongAnswer(reason: string): AppError {
  return new AppError('unavailable', 'The key service answered something else than was asked.', { reason })
}

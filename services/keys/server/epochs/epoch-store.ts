import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { toBase64Url } from '#domain/bytes'
import type { EpochRecord, SignedEpoch } from '#domain/manifest'
import { REGIONS, type Region } from '#domain/region'
import { DAY_MS, type Retention, SEALABLE_RETENTIONS } from '#domain/retention'
import { rawPublicKey } from '#lib/ed25519'
import { p256RawPublic, p256Scalar } from '#lib/hpke'
import { type KeyProvider, providerUnavailable } from '../root-key/key-provider'
import { destroyFile, privateDirectory, readPrivateFile, writePrivateFile } from '../secrets/key-files'
import {
  type EpochFile,
  type OpenedEpoch,
  openEpochFile,
  parseEpochFile,
  rewrapEpochFile,
  sealEpochFile,
} from './epoch-file'

/** How long an epoch may be sealed to. It is rolled daily, so that intake lives through six days without us. */
export const SEAL_FOR_MS = 7 * DAY_MS
/** How long unwrapped epoch keys serve while the provider of the root key does not answer. */
export const PROVIDER_CACHE_MS = 60 * 60_000

export type Epoch = { record: EpochRecord; signed: SignedEpoch } & OpenedEpoch
type Known = {
  record: EpochRecord
  signed: SignedEpoch
  file: EpochFile
  opened?: OpenedEpoch | undefined
  /** About to be destroyed: it still opens, and nothing new is wrapped under it. */
  retired?: boolean
}

/**
 * Epoch keys in files of their own, one an epoch, each wrapped under the root key: never in PostgreSQL, so that a
 * dump of the database opens nothing, and so that deleting one file destroys what it protected.
 */
export class EpochStore {
  private readonly epochs = new Map<string, Known>()
  private readonly directory: string
  private provider: KeyProvider
  private readonly identities: ReadonlyMap<Region, KeyObject>
  private readonly cacheMs: number
  /** By the monotonic clock: setting the time does not lengthen it. */
  private answeredAt = performance.now()
  private locked = false

  private constructor(
    directory: string,
    provider: KeyProvider,
    identities: ReadonlyMap<Region, KeyObject>,
    cacheMs: number,
  ) {
    this.directory = directory
    this.provider = provider
    this.identities = identities
    this.cacheMs = cacheMs
  }

  /** @param identities private identity keys of the regions that this key service serves. */
  static async open(
    keydHome: string,
    provider: KeyProvider,
    identities: ReadonlyMap<Region, KeyObject>,
    cacheMs = PROVIDER_CACHE_MS,
  ): Promise<EpochStore> {
    const directory = path.join(keydHome, 'epochs')
    await privateDirectory(directory)
    const store = new EpochStore(directory, provider, identities, cacheMs)
    for (const name of await readdir(directory)) if (name.endsWith('.json')) await store.load(name)
    return store
  }

  /** False while the provider has been silent for longer than its keys may serve. */
  get isOpen(): boolean {
    return !this.locked && performance.now() - this.answeredAt <= this.cacheMs
  }
  get providerName(): string {
    return this.provider.name
  }
  get rootKeyName(): string {
    return this.provider.keyName
  }

  /**
   * The keys of an epoch, to open what it wrapped. @returns undefined when it was destroyed or never existed.
   * @throws AppError `provider_unavailable` while the store is locked.
   */
  get(id: string): Epoch | undefined {
    const known = this.epochs.get(id)
    if (!known) return undefined
    if (!this.isOpen || !known.opened) throw providerUnavailable()
    return { record: known.record, signed: known.signed, ...known.opened }
  }

  /** The same to wrap something new: not of an epoch that is about to be destroyed. */
  forWrapping(id: string): Epoch | undefined {
    return this.epochs.get(id)?.retired ? undefined : this.get(id)
  }

  has(id: string): boolean {
    return this.epochs.has(id)
  }

  records(): EpochRecord[] {
    return [...this.epochs.values()].map(({ record }) => record)
  }

  /** Epochs that may be sealed to, oldest first. */
  sealable(now: number): Pick<Epoch, 'record' | 'signed'>[] {
    return [...this.epochs.values()]
      .filter(({ record, retired }) => record.sealUntil > now && !retired)
      .sort((a, b) => a.record.notBefore - b.record.notBefore || (a.record.id < b.record.id ? -1 : 1))
  }

  /** Makes the day's epoch of each region and class that lacks one. @returns true when there is anything new. */
  async roll(now: number): Promise<boolean> {
    let rolled = false
    for (const region of this.identities.keys())
      for (const retention of SEALABLE_RETENTIONS) {
        const own = this.records().filter(
          (record) => record.region === region && record.retention === retention,
        )
        const fresh = (record: EpochRecord) =>
          record.sealUntil > record.notBefore && record.notBefore <= now && now - record.notBefore < DAY_MS
        if (own.some(fresh)) continue
        await this.create(region, retention, now, now + SEAL_FOR_MS)
        rolled = true
      }
    for (const region of this.identities.keys()) {
      const has = [...this.epochs.values()].some(
        ({ record, retired }) => record.region === region && record.retention === 'hold' && !retired,
      )
      if (!has) await this.createInner(region, 'hold', now)
    }
    return rolled
  }

  /** An epoch that nobody can seal to, for what moves out of others. */
  createInner(region: Region, retention: Retention, now: number): Promise<string> {
    return this.create(region, retention, now, now)
  }

  /** The youngest hold epoch of a region that is not about to go. `roll` sees to it that there is one. */
  holdEpoch(region: Region): string {
    const own = [...this.epochs.values()]
      .filter(({ record, retired }) => record.region === region && record.retention === 'hold' && !retired)
      .sort((a, b) => b.record.notBefore - a.record.notBefore)
    if (!own[0]) throw new Error('this region has no hold epoch')
    return own[0].record.id
  }

  retire(id: string): void {
    const known = this.epochs.get(id)
    if (known) known.retired = true
  }

  /** Destroys the file and forgets the keys: whatever is still wrapped under them is lost. Harmless to repeat. */
  async destroy(id: string): Promise<void> {
    await destroyFile(path.join(this.directory, `${id}.json`))
    this.epochs.get(id)?.opened?.wrapKey.fill(0)
    this.epochs.delete(id)
  }

  /** Asks the provider: without an answer the keys are zeroed when their time is over, and with one they come back. */
  async askProvider(): Promise<void> {
    const asked = performance.now()
    const answers = await this.provider.health()
    if (answers && this.locked)
      await this.unlock().then(
        () => this.answered(asked),
        () => undefined,
      )
    else if (answers) this.answered(asked)
    if (!this.isOpen && !this.locked) this.lock()
  }

  /** Wraps each epoch file under the provider's present root key, one by one; those that are already are left. */
  async rewrapFiles(provider: KeyProvider): Promise<number> {
    this.provider = provider
    let count = 0
    for (const [id, known] of [...this.epochs]) {
      if (known.file.root === provider.keyName || !this.epochs.has(id)) continue
      const text = await rewrapEpochFile(provider, known.file)
      await writePrivateFile(path.join(this.directory, `${id}.json`), text)
      known.file = parseEpochFile(Buffer.from(text)).file
      count++
    }
    return count
  }

  close(): void {
    this.lock()
  }

  private answered(at: number): void {
    this.answeredAt = at
    this.locked = false
  }

  private lock(): void {
    this.locked = true
    for (const known of this.epochs.values()) {
      known.opened?.wrapKey.fill(0)
      known.opened = undefined
    }
  }

  private async unlock(): Promise<void> {
    for (const known of this.epochs.values()) known.opened ??= await openEpochFile(this.provider, known.file)
  }

  private async create(
    region: Region,
    retention: Retention,
    now: number,
    sealUntil: number,
  ): Promise<string> {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const scalar = p256Scalar(pair.privateKey)
    const secret = Buffer.concat([scalar, randomBytes(32)])
    const day = new Date(now).toISOString().slice(0, 10)
    const id = `${region.toLowerCase()}-${retention}-${day}-${randomBytes(4).toString('hex')}`
    const record: EpochRecord = {
      ...{ v: 1, id, region, retention, notBefore: now, sealUntil },
      publicKey: toBase64Url(p256RawPublic(pair.publicKey)),
    }
    try {
      const text = await sealEpochFile(this.provider, this.identities.get(region)!, record, secret)
      // On disk before anyone can seal to it: a box whose key was lost is a report that was lost.
      await writePrivateFile(path.join(this.directory, `${id}.json`), text)
    } finally {
      secret.fill(0)
      scalar.fill(0)
    }
    await this.load(`${id}.json`)
    return id
  }

  private async load(name: string): Promise<void> {
    const { file, record, signed } = parseEpochFile(await readPrivateFile(path.join(this.directory, name)))
    if (`${record.id}.json` !== name) throw new Error('an epoch file has the name of another epoch')
    const opened = await openEpochFile(this.provider, file)
    this.epochs.set(record.id, { record, signed, file, opened })
  }
}

/** @throws Error when a file is missing, readable by others, or not the key that everyone pins. */
export async function loadRegionIdentities(
  keydHome: string,
  pinned: Partial<Record<Region, string>>,
): Promise<Map<Region, KeyObject>> {
  const identities = new Map<Region, KeyObject>()
  for (const region of REGIONS) {
    if (pinned[region] === undefined) continue
    const pem = await readPrivateFile(path.join(keydHome, `region-${region}.pem`))
    const key = createPrivateKey(pem)
    pem.fill(0)
    if (toBase64Url(rawPublicKey(key)) !== pinned[region])
      throw new Error(`the identity key of region ${region} is not the one that the trust file names`)
    identities.set(region, key)
  }
  return identities
}

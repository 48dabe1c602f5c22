import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { concat, fromBase64Url, fromUtf8, toBase64Url, utf8 } from '#domain/bytes'
import { canonicalJson } from '#domain/canonical-json'
import { EPOCH_LABEL, EpochRecord, type SignedEpoch } from '#domain/manifest'
import { REGIONS, type Region } from '#domain/region'
import { rawPublicKey, signEd25519 } from '#lib/ed25519'
import { p256PrivateFromScalar, p256RawPublic } from '#lib/hpke'
import { privateDirectory, readPrivateFile, writePrivateFile } from './key-files'
import type { KeyProvider } from './key-provider'

export const DAY_MS = 24 * 60 * 60_000
/** How long an epoch may be sealed to. It is rolled daily, so that intake lives through six days without us. */
export const SEAL_FOR_MS = 7 * DAY_MS
export const RETENTION = 'standard'

export type Epoch = {
  record: EpochRecord
  signed: SignedEpoch
  /** Opens boxes that were sealed to the record's public key. */
  privateKey: KeyObject
  /** 32 bytes; wraps adopted DEKs and salts. */
  wrapKey: Buffer
}

const EpochFile = z.strictObject({
  v: z.literal(1),
  record: z.base64url(),
  signature: z.base64url(),
  wrapped: z.base64url(),
})
/** What the root key wraps: P-256 scalar[32] ‖ wrap key[32]. The record is bound by the context. */
const SECRET_BYTES = 64
const WRAP_LABEL = utf8('countersign/v1/epoch-file')

/**
 * Epoch keys in files of their own, one an epoch, each wrapped under the root key: never in PostgreSQL, so that a
 * dump of the database opens nothing, and so that deleting one file destroys what it protected.
 */
export class EpochStore {
  private readonly epochs = new Map<string, Epoch>()
  private readonly directory: string
  private readonly provider: KeyProvider
  private readonly identities: ReadonlyMap<Region, KeyObject>

  private constructor(directory: string, provider: KeyProvider, identities: ReadonlyMap<Region, KeyObject>) {
    this.directory = directory
    this.provider = provider
    this.identities = identities
  }

  /** @param identities private identity keys of the regions that this key service serves. */
  static async open(
    keydHome: string,
    provider: KeyProvider,
    identities: ReadonlyMap<Region, KeyObject>,
  ): Promise<EpochStore> {
    const directory = path.join(keydHome, 'epochs')
    await privateDirectory(directory)
    const store = new EpochStore(directory, provider, identities)
    for (const name of await readdir(directory)) if (name.endsWith('.json')) await store.load(name)
    return store
  }

  get(id: string): Epoch | undefined {
    return this.epochs.get(id)
  }

  /** Epochs that may be sealed to, oldest first. */
  sealable(now: number): Epoch[] {
    return [...this.epochs.values()]
      .filter(({ record }) => record.sealUntil > now)
      .sort((a, b) => a.record.notBefore - b.record.notBefore || (a.record.id < b.record.id ? -1 : 1))
  }

  /** Makes the day's epoch of each region that lacks one. @returns true when there is anything new. */
  async roll(now: number): Promise<boolean> {
    let rolled = false
    for (const region of this.identities.keys()) {
      const own = [...this.epochs.values()].filter(({ record }) => record.region === region)
      if (own.some(({ record }) => record.notBefore <= now && now - record.notBefore < DAY_MS)) continue
      await this.create(region, now)
      rolled = true
    }
    return rolled
  }

  private async create(region: Region, now: number): Promise<void> {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const scalar = fromBase64Url((pair.privateKey.export({ format: 'jwk' }) as { d: string }).d)
    const wrapKey = randomBytes(32)
    const record: EpochRecord = {
      v: 1,
      id: `${region.toLowerCase()}-${RETENTION}-${new Date(now).toISOString().slice(0, 10)}-${randomBytes(4).toString('hex')}`,
      region,
      retention: RETENTION,
      publicKey: toBase64Url(p256RawPublic(pair.publicKey)),
      notBefore: now,
      sealUntil: now + SEAL_FOR_MS,
    }
    const bytes = utf8(canonicalJson(record))
    const secret = Buffer.concat([scalar, wrapKey])
    try {
      const file: z.infer<typeof EpochFile> = {
        v: 1,
        record: toBase64Url(bytes),
        signature: toBase64Url(signEd25519(this.identities.get(region)!, concat(EPOCH_LABEL, bytes))),
        wrapped: toBase64Url(await this.provider.wrap(secret, concat(WRAP_LABEL, bytes))),
      }
      // On disk before anyone can seal to it: a box whose key was lost is a report that was lost.
      await writePrivateFile(path.join(this.directory, `${record.id}.json`), `${JSON.stringify(file)}\n`)
      await this.load(`${record.id}.json`)
    } finally {
      secret.fill(0)
      scalar.fill(0)
      wrapKey.fill(0)
    }
  }

  private async load(name: string): Promise<void> {
    const file = EpochFile.parse(
      JSON.parse((await readPrivateFile(path.join(this.directory, name))).toString('utf8')),
    )
    const bytes = fromBase64Url(file.record)
    const record = EpochRecord.parse(JSON.parse(fromUtf8(bytes)))
    const secret = await this.provider.unwrap(fromBase64Url(file.wrapped), concat(WRAP_LABEL, bytes))
    try {
      if (secret.length !== SECRET_BYTES) throw new Error(`epoch file ${name} has a wrong length`)
      const privateKey = p256PrivateFromScalar(secret.subarray(0, 32))
      if (toBase64Url(p256RawPublic(privateKey)) !== record.publicKey)
        throw new Error(`epoch file ${name} holds another key than its record says`)
      this.epochs.set(record.id, {
        record,
        signed: { record: file.record, signature: file.signature },
        privateKey,
        wrapKey: Buffer.from(secret.subarray(32)),
      })
    } finally {
      secret.fill(0)
    }
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
    const key = createPrivateKey(await readPrivateFile(path.join(keydHome, `region-${region}.pem`)))
    if (toBase64Url(rawPublicKey(key)) !== pinned[region])
      throw new Error(`the identity key of region ${region} is not the one that the trust file names`)
    identities.set(region, key)
  }
  return identities
}

import { createPrivateKey, type KeyObject } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { toBase64Url, utf8 } from '#domain/bytes'
import { decodeNote, encodeNote, NOTE_COSIGNATURE } from '#domain/checkpoint'
import { cosignatureMessage, encodeCosignature } from '#domain/cosignature'
import { encodeEntry, type LedgerEntry } from '#domain/ledger-entry'
import { leafHash } from '#domain/merkle'
import { TILE_WIDTH, type Tile, tilePath } from '#domain/tile'
import type { TileSource } from '#domain/tiled-ledger'
import { parsePolicy, type WitnessPolicy } from '#domain/witness-policy'
import { generatePrivatePem, rawPublicKey, signEd25519, vkeyOf } from '#lib/ed25519'
import { writeBundles } from '#services/ledger/bundles'
import { CheckpointSigner } from '#services/ledger/checkpoint-signer'
import { MemoryTree, sha256 } from '#services/ledger/tree'
import { type Trusted, type Verdict, verifyTiles } from '#services/ledger/verify'

export function sampleEntry(i: number): Uint8Array {
  const n = toBase64Url(sha256(utf8(`n${i}`)).subarray(0, 16))
  const common = { v: 1, at: 1_795_000_000_000 + i, n } as const
  const who = toBase64Url(sha256(utf8(`who${i % 7}`)).subarray(0, 16))
  const id = (kind: string) => `0190aaaa-${kind}-7ccc-8ddd-${String(i).padStart(12, '0')}`
  const entries: LedgerEntry[] = [
    {
      ...common,
      kind: 'release',
      request: id('0001'),
      grant: id('0002'),
      case: id('0003'),
      region: 'EU',
      who,
      session: id('0004'),
      messages: [[Buffer.from(sha256(utf8(`d${i}`)).subarray(0, 16)).toString('hex'), '0-10']],
      recipient: toBase64Url(sha256(utf8(`r${i}`))),
    },
    {
      ...common,
      kind: 'deny',
      request: id('0001'),
      op: 'release',
      who,
      session: id('0004'),
      ref: id('0003'),
      code: 'lease_ended',
    },
    { ...common, kind: 'fact', fact: 'apikey.created', who, ref: `k${i}` },
  ]
  return encodeEntry(entries[i % 3]!)
}

/** A witness's key, for notes that a test cosigns itself. */
export class TestWitness {
  readonly vkey: string
  private readonly keyId: Buffer
  private readonly key: KeyObject = createPrivateKey(generatePrivatePem())
  readonly name: string
  constructor(name: string) {
    this.name = name
    const { vkey, keyId } = vkeyOf(name, rawPublicKey(this.key), NOTE_COSIGNATURE)
    this.vkey = vkey
    this.keyId = keyId
  }

  cosign(text: string, atSeconds = 1_795_000_000): string {
    const note = decodeNote(text)
    const signature = signEd25519(this.key, cosignatureMessage(note.text, atSeconds))
    const line = encodeCosignature({ name: this.name, keyId: this.keyId }, atSeconds, signature)
    return encodeNote({ ...note, signatures: [...note.signatures, line] })
  }
}

/** A ledger in files, read into memory once, so that thousands of changed copies can be verified. */
export class ExportedLedger {
  readonly files = new Map<string, Uint8Array>()
  readonly witness = new TestWitness('witness.test/one')
  readonly signer = new CheckpointSigner('ledger.test/one', createPrivateKey(generatePrivatePem()))
  readonly policy: WitnessPolicy = parsePolicy(`witness one ${this.witness.vkey}\nquorum one\n`)
  readonly entries: Uint8Array[] = []
  readonly tree = new MemoryTree()

  static async of(count: number): Promise<ExportedLedger> {
    const ledger = new ExportedLedger()
    for (let i = 0; i < count; i++) ledger.append(sampleEntry(i))
    await ledger.write()
    return ledger
  }

  append(entry: Uint8Array): void {
    this.entries.push(entry)
    this.tree.push(leafHash(sha256, entry))
  }

  checkpoint(size = this.tree.size, signer = this.signer): string {
    return signer.sign(size, this.tree.root(size))
  }

  /** As `ledger:verify --export` writes it. */
  async write(): Promise<void> {
    const directory = await mkdtemp(path.join(os.tmpdir(), 'exported-'))
    const { entries } = this
    const stored = (async function* () {
      for (const bytes of entries) yield { bytes, leaf: leafHash(sha256, bytes) }
    })()
    await writeBundles(directory, this.witness.cosign(this.checkpoint()), stored)
    this.files.clear()
    for (const file of await readdir(directory, { recursive: true, withFileTypes: true }))
      if (file.isFile()) {
        const whole = path.join(file.parentPath, file.name)
        this.files.set(path.relative(directory, whole), await readFile(whole))
      }
    await rm(directory, { recursive: true })
  }

  copy(): Map<string, Uint8Array> {
    return new Map(this.files)
  }

  /** The whole verifier over these files, nothing left out. */
  verify(files: Map<string, Uint8Array> = this.files, more: Partial<Trusted> = {}): Promise<Verdict> {
    return verifyTiles(
      { vkeys: [this.signer.vkey], policy: this.policy, ...more },
      { checkpoint: Buffer.from(files.get('checkpoint')!).toString('utf8'), tiles: inMemory(files) },
    )
  }
}

function inMemory(files: Map<string, Uint8Array>): TileSource {
  return async (tile: Tile) => {
    const exact = files.get(tilePath(tile))
    if (exact) return { bytes: exact, width: tile.width }
    const whole = files.get(tilePath({ ...tile, width: TILE_WIDTH }))
    return whole && { bytes: whole, width: TILE_WIDTH }
  }
}

import type { KeyObject } from 'node:crypto'
import { utf8 } from '#domain/bytes'
import { encodeCheckpoint, encodeNote } from '#domain/checkpoint'
import { rawPublicKey, signEd25519, vkeyOf } from '#lib/ed25519'

/** Signs C2SP checkpoints. Call it only for a size and root that have been committed. */
export class CheckpointSigner {
  readonly origin: string
  readonly vkey: string
  private readonly key: KeyObject
  private readonly keyId: Buffer

  /** @param key the ledger's Ed25519 private key. The note's key name is the origin. */
  constructor(origin: string, key: KeyObject) {
    const { vkey, keyId } = vkeyOf(origin, rawPublicKey(key))
    this.origin = origin
    this.vkey = vkey
    this.key = key
    this.keyId = keyId
  }

  sign(size: number, root: Uint8Array): string {
    const text = encodeCheckpoint({ origin: this.origin, size, root })
    const signature = signEd25519(this.key, utf8(text))
    return encodeNote({ text, signatures: [{ name: this.origin, keyId: this.keyId, signature }] })
  }
}

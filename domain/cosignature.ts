import { concat, u64, utf8 } from './bytes'
import {
  type Checkpoint,
  decodeCheckpoint,
  decodeVkey,
  NOTE_COSIGNATURE,
  type NoteSignature,
  noteSignatureBy,
  type SignedNote,
  type VerifierKey,
} from './checkpoint'
import { quorumMet, type WitnessPolicy } from './witness-policy'

/**
 * C2SP `tlog-cosignature`, Ed25519: a witness signs
 *
 *   cosignature/v1 \n time <seconds> \n <the checkpoint's whole text>
 *
 * and its note signature is timestamp u64 ‖ signature[64]. It says: as of that second, this is the largest tree of
 * that origin that I have seen, and it extends all that I saw before.
 */
const SIGNATURE_BYTES = 8 + 64

export type Cosignature = { witness: string; atSeconds: number }

export function cosignatureMessage(text: string, atSeconds: number): Uint8Array<ArrayBuffer> {
  return utf8(`cosignature/v1\ntime ${atSeconds}\n${text}`)
}

export function encodeCosignature(
  key: Pick<VerifierKey, 'name' | 'keyId'>,
  atSeconds: number,
  signature: Uint8Array,
): NoteSignature {
  return { name: key.name, keyId: key.keyId, signature: concat(u64(atSeconds), signature) }
}

type VerifyEd25519 = (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
) => boolean | Promise<boolean>

/** @returns when that witness cosigned the note, in seconds since 1970; undefined when it did not. */
export async function cosignedAt(
  verify: VerifyEd25519,
  note: SignedNote,
  witness: VerifierKey,
): Promise<number | undefined> {
  const timestamped = noteSignatureBy(note, witness)
  if (timestamped?.length !== SIGNATURE_BYTES) return undefined
  const at = new DataView(timestamped.buffer, timestamped.byteOffset).getBigUint64(0)
  if (at > BigInt(Number.MAX_SAFE_INTEGER)) return undefined
  const message = cosignatureMessage(note.text, Number(at))
  return (await verify(witness.publicKey, message, timestamped.subarray(8))) ? Number(at) : undefined
}

export type Cosigned = {
  checkpoint: Checkpoint
  /** Every valid cosignature by a witness of the policy. */
  by: Cosignature[]
  quorum: boolean
  /** The second by which the quorum stood: the newest at which enough witnesses had signed. Undefined without one. */
  atSeconds: number | undefined
}

/**
 * Which witnesses of the policy cosigned this note, and whether they are enough. Signatures of others are ignored,
 * as signed notes demand; whether the ledger itself signed is the caller's to check.
 * @throws RangeError when the note's text is no checkpoint.
 */
export async function checkCosigned(
  verify: VerifyEd25519,
  policy: WitnessPolicy,
  note: SignedNote,
): Promise<Cosigned> {
  const by: Cosignature[] = []
  for (const { name, vkey } of policy.witnesses) {
    const atSeconds = await cosignedAt(verify, note, decodeVkey(vkey, NOTE_COSIGNATURE))
    if (atSeconds !== undefined) by.push({ witness: name, atSeconds })
  }
  const names = (since: number) =>
    new Set(by.filter((one) => one.atSeconds >= since).map((one) => one.witness))
  const quorum = quorumMet(policy, names(0))
  // The quorum is as old as the oldest signature that it needs.
  const times = by.map((one) => one.atSeconds).sort((a, b) => b - a)
  const atSeconds = quorum ? times.find((time) => quorumMet(policy, names(time))) : undefined
  return { checkpoint: decodeCheckpoint(note.text), by, quorum, atSeconds }
}

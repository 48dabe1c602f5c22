import { equalBytes, fromBase64, utf8 } from '#domain/bytes'
import {
  type Checkpoint,
  decodeCheckpoint,
  decodeNote,
  decodeVkey,
  encodeNote,
  noteSignatureBy,
  type SignedNote,
  type VerifierKey,
} from '#domain/checkpoint'
import { cosignatureMessage, encodeCosignature } from '#domain/cosignature'
import { verifyConsistency } from '#domain/merkle'
import { publicKeyFromRaw, sha256, signEd25519, verifyEd25519 } from '#lib/ed25519'
import type { WitnessKey } from './home'
import type { WitnessMemory } from './memory'

/** What add-checkpoint of C2SP `tlog-witness` answers. */
export type WitnessAnswer =
  | { status: 200; lines: string; origin: string; size: number }
  | { status: 409; size: number; why: 'other_old_size' | 'fork' }
  | { status: 400 | 403 | 404 | 422 }

export type Witness = {
  key: WitnessKey
  memory: WitnessMemory
  /** The logs that it watches, by verifier key; a key's name is the origin that it may sign for. */
  logs: readonly VerifierKey[]
  now: () => number
}

const MAX_PROOF_LINES = 63
const HEADER = /^old (0|[1-9]\d{0,15})\n((?:[A-Za-z0-9+/]{43}=\n){0,63})\n/

type Submission = { oldSize: number; proof: Uint8Array[]; note: SignedNote; checkpoint: Checkpoint }

/** @returns undefined when the body is not of the protocol's form. */
export function readSubmission(body: string): Submission | undefined {
  const match = HEADER.exec(body)
  if (!match) return undefined
  try {
    const lines = match[2]!.split('\n').slice(0, -1)
    const oldSize = Number(match[1])
    const note = decodeNote(body.slice(match[0].length))
    const checkpoint = decodeCheckpoint(note.text)
    if (lines.length > MAX_PROOF_LINES || oldSize > checkpoint.size) return undefined
    return { oldSize, proof: lines.map(fromBase64), note, checkpoint }
  } catch {
    return undefined
  }
}

/**
 * Cosigns a checkpoint that extends the largest one that was cosigned for its origin, and nothing else. What it has
 * cosigned is on disk before the signature is made.
 */
export async function addCheckpoint(witness: Witness, body: string): Promise<WitnessAnswer> {
  const submission = readSubmission(body)
  if (!submission) return { status: 400 }
  const { origin } = submission.checkpoint
  const keys = witness.logs.filter((log) => log.name === origin)
  if (keys.length === 0) return { status: 404 }
  if (!keys.some((key) => signed(submission.note, key))) return { status: 403 }
  return witness.memory.exclusively(origin, () => decide(witness, submission))
}

async function decide(witness: Witness, submission: Submission): Promise<WitnessAnswer> {
  const { oldSize, proof, note, checkpoint } = submission
  const { origin, size, root } = checkpoint
  const seen = witness.memory.seen(origin)
  if (oldSize !== (seen?.size ?? 0)) return { status: 409, size: seen?.size ?? 0, why: 'other_old_size' }
  if (seen && size === seen.size && !equalBytes(root, seen.root))
    return { status: 409, size: seen.size, why: 'fork' }
  // From size 0 on there is nothing to prove: the first checkpoint is taken as it is.
  const oldRoot = seen?.root ?? sha256(new Uint8Array(0))
  if (!verifyConsistency(sha256, oldSize, size, oldRoot, root, proof)) return { status: 422 }
  await witness.memory.remember(origin, { size, root })
  const atSeconds = Math.floor(witness.now() / 1_000)
  const signature = signEd25519(witness.key.key, cosignatureMessage(note.text, atSeconds))
  const cosigned = encodeNote({
    text: note.text,
    signatures: [encodeCosignature(witness.key, atSeconds, signature)],
  })
  return { status: 200, lines: cosigned.slice(note.text.length + 1), origin, size }
}

function signed(note: SignedNote, key: VerifierKey): boolean {
  const signature = noteSignatureBy(note, key)
  return signature !== undefined && verifyEd25519(publicKeyFromRaw(key.publicKey), utf8(note.text), signature)
}

/** @throws RangeError on anything but a log's Ed25519 verifier key. */
export function logKey(vkey: string): VerifierKey {
  return decodeVkey(vkey)
}

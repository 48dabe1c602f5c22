import type { Fault } from './ledger-fault'

/** A `signer.rotated` entry: `from` signs the checkpoint that first holds it; soon `to` signs, or both do. */
export type Rotation = { index: number; from: string; to: string }
/** A checkpoint's size, and which keys signed it: verifier keys whose signature has been checked. */
export type SignedSize = { size: number; signers: readonly string[] }

/** Every verifier key that the trusted ones and the rotations speak of: those to try a signature with. */
export function candidateKeys(trusted: readonly string[], rotations: readonly Rotation[]): string[] {
  return [...new Set([...trusted, ...rotations.flatMap(({ from, to }) => [from, to])])]
}

/**
 * Holds each checkpoint's signer against the keys that the ledger itself handed over to. Whoever trusts the old key
 * comes to trust the new one only by a checkpoint of the old one's that contains the rotation; whoever trusts the
 * new one accepts the old one for what came before. A key that was retired signs nothing more.
 *
 * @param notes of a tree whose entries, rotations included, have been checked against all of them.
 */
export function checkSigners(
  trusted: readonly string[],
  rotations: readonly Rotation[],
  notes: readonly SignedSize[],
): Fault | undefined {
  const valid = new Map(trusted.map((vkey) => [vkey, { from: 0, to: Number.POSITIVE_INFINITY }]))
  const signedAfter = (index: number, vkey: string) =>
    notes.filter((note) => note.size > index && note.signers.includes(vkey)).map((note) => note.size)
  // Keys are learned forwards and backwards; each pass learns at least one or is the last.
  for (let known = -1; known !== valid.size; ) {
    known = valid.size
    for (const rotation of rotations) {
      const { from, to, index } = rotation
      if (valid.has(from) && !valid.has(to) && signedAfter(index, from).length > 0)
        valid.set(to, { from: 0, to: Number.POSITIVE_INFINITY })
      if (valid.has(to) && !valid.has(from)) valid.set(from, { from: 0, to: Number.POSITIVE_INFINITY })
      const [old, fresh] = [valid.get(from), valid.get(to)]
      // A commit or two may still be signed by the old key alone, until the new one has begun.
      if (old) old.to = Math.min(old.to, ...signedAfter(index, to))
      if (fresh) fresh.from = Math.max(fresh.from, index + 1)
    }
  }
  const wrong = notes.find(({ size, signers }) => {
    return !signers.some((vkey) => {
      const span = valid.get(vkey)
      return span !== undefined && size >= span.from && size <= span.to
    })
  })
  return wrong && { problem: 'bad_checkpoint_signature', index: wrong.size }
}

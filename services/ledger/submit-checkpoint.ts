import { toBase64 } from '#domain/bytes'
import { decodeNote, decodeVkey, encodeNote, NOTE_COSIGNATURE, type SignedNote } from '#domain/checkpoint'
import { cosignedAt } from '#domain/cosignature'
import type { PolicyWitness } from '#domain/witness-policy'
import { publicKeyFromRaw, verifyEd25519 } from '#lib/ed25519'

/** What became of a submission to one witness. */
export type Submitted =
  | { outcome: 'cosigned'; line: SignedNote['signatures'][number]; atSeconds: number }
  | { outcome: 'contradicted' | 'refused' | 'unreachable' }

/** A consistency proof between two sizes of the committed tree. */
export type Consistency = (oldSize: number, size: number) => Uint8Array[]

const TIMEOUT_MS = 5_000
const MAX_ANSWER_CHARACTERS = 32 * 1024

/**
 * One witness, and the size that it last said it has. Submits by `add-checkpoint` of C2SP `tlog-witness`; what comes
 * back counts only when its signature verifies with the key that the policy names.
 */
export class WitnessClient {
  readonly name: string
  private readonly url: string
  private readonly key: ReturnType<typeof decodeVkey>
  private size = 0

  /** @throws RangeError when the policy gives no address or key for this witness. */
  constructor({ name, vkey, url }: PolicyWitness) {
    if (url === undefined) throw new RangeError(`the policy gives no address for the witness ${name}`)
    this.name = name
    this.key = decodeVkey(vkey, NOTE_COSIGNATURE)
    this.url = `${url.replace(/\/+$/, '')}/add-checkpoint`
  }

  async submit(note: string, size: number, consistency: Consistency): Promise<Submitted> {
    // A witness that was told another size says its own: the second try uses it.
    for (let attempt = 0; attempt < 2; attempt++) {
      if (this.size > size) {
        this.size = 0
        return { outcome: 'contradicted' }
      }
      const proof = consistency(this.size, size).map((hash) => `${toBase64(hash)}\n`)
      const answer = await this.post(`old ${this.size}\n${proof.join('')}\n${note}`)
      if (!answer) return { outcome: 'unreachable' }
      if (answer.status === 200) return this.accept(note, size, answer.text)
      if (answer.status === 422) return { outcome: 'contradicted' }
      const theirs = answer.status === 409 ? /^(0|[1-9]\d{0,15})\n?$/.exec(answer.text)?.[1] : undefined
      if (theirs === undefined) return { outcome: 'refused' }
      // Its size was right, and it has another tree of it.
      if (Number(theirs) === this.size) return { outcome: 'contradicted' }
      this.size = Number(theirs)
    }
    return { outcome: 'refused' }
  }

  private async accept(note: string, size: number, lines: string): Promise<Submitted> {
    try {
      const { text, signatures } = decodeNote(encodeNote({ ...decodeNote(note), signatures: [] }) + lines)
      for (const line of signatures) {
        const atSeconds = await cosignedAt(verify, { text, signatures: [line] }, this.key)
        if (atSeconds === undefined) continue
        this.size = size
        return { outcome: 'cosigned', line, atSeconds }
      }
    } catch {
      // Not signature lines: as good as none.
    }
    return { outcome: 'refused' }
  }

  private async post(body: string): Promise<{ status: number; text: string } | undefined> {
    try {
      const answer = await fetch(this.url, {
        method: 'POST',
        body,
        headers: { 'content-type': 'text/plain; charset=utf-8' },
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      const text = await answer.text()
      return text.length > MAX_ANSWER_CHARACTERS ? undefined : { status: answer.status, text }
    } catch {
      return undefined
    }
  }
}

function verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  return verifyEd25519(publicKeyFromRaw(publicKey), message, signature)
}

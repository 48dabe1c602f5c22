import { z } from 'zod'
import { AccessScope, accessScopeInput } from '#domain/access-rules'
import { fromBase64Url, toBase64Url } from '#domain/bytes'
import { verifyCheckpoint, verifyCommitted, verifyExtends } from '#domain/committed-entry'
import {
  APPROVAL_VERDICTS,
  approvalChallengeInput,
  REVIEW_VERDICTS,
  reviewChallengeInput,
} from '#domain/credential-proof'
import type { ToReader } from '#domain/reader-protocol'
import { trust } from './compiled-trust'
import { GestureCancelled, proveCredential } from './credential'
import { drawRequest, type RequestEntry } from './draw-request'
import { button, element } from './element'
import { reportHeight, tellParent } from './parent'
import { refusalCode, refusalWords, VerificationError } from './refusal'
import { postRelay } from './relay-client'
import { currentSession, type Session } from './session'
import { signRequest } from './sign'
import { keepCheckpoint, loadCheckpoint } from './store'
import { unlockForm } from './unlock-form'
import { proofCrypto, sha256 } from './web-crypto'

type Task = Extract<ToReader, { type: 'judge' }>
type Judged = { entry: RequestEntry; scope: AccessScope; leaf: Uint8Array }
const Answer = z.object({
  entry: z.string(),
  index: z.int().min(0),
  proof: z.array(z.string()).max(64),
  checkpoint: z.string(),
  consistency: z.array(z.string()).max(128),
  scope: AccessScope,
  salt: z.base64url().length(22),
})

/**
 * Where a lead answers a request for access, or reviews how the glass was broken. What is drawn comes from the ledger,
 * proven in this browser; the page chooses which request, and nothing of what is said about it.
 */
export class JudgeMode {
  private readonly box = element('div', { class: 'judge' })
  private task: Task | undefined
  private round = 0

  constructor(root: HTMLElement) {
    root.append(this.box)
    reportHeight(this.box)
    this.close()
  }

  receive(message: ToReader): void {
    if (message.type === 'close') this.close()
    if (message.type !== 'judge') return
    this.task = message
    this.begin()
  }

  sessionChanged(): void {
    if (this.task) this.begin()
  }

  key(): boolean {
    return false
  }

  close(): void {
    this.round++
    this.task = undefined
    this.box.replaceChildren(element('p', { class: 'hint' }, 'No request is open.'))
  }

  private begin(): void {
    const { task } = this
    const session = currentSession()
    this.round++
    if (!task) return
    if (session) void this.show(session, task, this.round)
    else this.box.replaceChildren(unlockForm({ why: 'Unlock to see what is asked for.' }))
  }

  private async show(session: Session, task: Task, round: number): Promise<void> {
    this.box.replaceChildren(element('p', { role: 'status' }, 'Reading the request from the ledger…'))
    try {
      const judged = await readRequest(session, task.accessId)
      if (round === this.round) this.draw(session, task, judged)
    } catch (error) {
      if (round === this.round) this.fail(task, refusalCode(error))
    }
  }

  private draw(session: Session, task: Task, judged: Judged): void {
    const place = element('div', { class: 'gesture' })
    const [yes, no] = task.task === 'answer' ? APPROVAL_VERDICTS : REVIEW_VERDICTS
    const [good, bad] = task.task === 'answer' ? ['Approve', 'Refuse'] : ['Justified', 'Not justified']
    const choices = element(
      'div',
      { class: 'row' },
      button(good, { class: 'primary' }, () => choose(yes, good)),
      button(bad, {}, () => choose(no, bad)),
    )
    const choose = async (verdict: typeof yes | typeof no, verb: string) => {
      choices.hidden = true
      try {
        await this.sign(session, task, judged, verdict, verb, place)
      } catch (error) {
        if (!(error instanceof GestureCancelled)) this.fail(task, refusalCode(error))
      } finally {
        choices.hidden = false
      }
    }
    this.box.replaceChildren(drawRequest(judged.entry, judged.scope, task.requester), choices, place)
  }

  private async sign(
    session: Session,
    task: Task,
    { leaf }: Judged,
    verdict: (typeof APPROVAL_VERDICTS)[number] | (typeof REVIEW_VERDICTS)[number],
    verb: string,
    place: HTMLElement,
  ): Promise<void> {
    const { accessId } = task
    const why = 'Signed over exactly what is shown above.'
    if (verdict === 'approved' || verdict === 'refused') {
      const proof = await proveCredential(approvalChallengeInput(leaf, verdict), place, { why, verb })
      const ask = { op: 'approve-access', accessId, hash: toBase64Url(leaf), verdict, proof } as const
      const { signed } = await signRequest(session, ask)
      tellParent({ type: 'judged', id: task.id, verdict, signed })
    } else {
      const proof = await proveCredential(reviewChallengeInput(leaf, verdict), place, { why, verb })
      const { signed } = await signRequest(session, { op: 'review-access', accessId, verdict, proof })
      tellParent({ type: 'judged', id: task.id, verdict, signed })
    }
  }

  private fail(task: Task, code: string): void {
    this.box.replaceChildren(element('p', { class: 'verdict bad', role: 'alert' }, refusalWords(code)))
    tellParent({ type: 'failed', id: task.id, code })
  }
}

/** @throws RelayError, ProofError or VerificationError: nothing is drawn then. */
async function readRequest(session: Session, accessId: string): Promise<Judged> {
  const seen = await loadCheckpoint()
  const { signed } = await signRequest(session, { op: 'read-access', accessId, seen: seen?.size ?? 0 })
  const answer = Answer.safeParse(await postRelay('/relay/release', signed))
  if (!answer.success) throw new VerificationError('bad_answer')
  const checkpoint = await verifyCheckpoint(proofCrypto, trust, answer.data.checkpoint)
  verifyExtends(proofCrypto, seen, checkpoint, answer.data.consistency)
  const { entry, leaf } = verifyCommitted(proofCrypto, answer.data, checkpoint)
  if (entry.kind !== 'request' || entry.access !== accessId) throw new VerificationError('entry_mismatch')
  const { scope, salt } = answer.data
  if (toBase64Url(sha256(accessScopeInput(fromBase64Url(salt), scope))) !== entry.scope)
    throw new VerificationError('entry_mismatch')
  await keepCheckpoint(checkpoint)
  return { entry, scope, leaf }
}

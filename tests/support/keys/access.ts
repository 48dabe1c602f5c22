import { createHash } from 'node:crypto'
import type { AccessList, AccessScope, AccessView, OwnGrant } from '#domain/access-rules'
import { fromBase64Url, toBase64Url } from '#domain/bytes'
import {
  type ApprovalVerdict,
  approvalChallengeInput,
  type CredentialProof,
  type ReviewVerdict,
  reviewChallengeInput,
} from '#domain/credential-proof'
import type { RequestOf } from '#domain/key-request'
import { signEd25519 } from '#lib/ed25519'
import { trialCredential } from '#services/keys/trial-credential'
import { type KeyServiceForTests, PEOPLE, type TestPerson } from './key-service'
import type { TestSession } from './session'

type Asked = Pick<RequestOf<'request-access'>, 'purpose' | 'reason'> & {
  act?: 'read' | 'erase'
  ref?: string
}
const credentials = new Map<string, ReturnType<typeof trialCredential>>()

/** What people do about access, in Node: the gesture is the trial credential's. */
export function accessOf(keys: KeyServiceForTests) {
  async function gesture(person: TestPerson, input: Uint8Array): Promise<CredentialProof> {
    const id = PEOPLE[person]
    const code = keys.staffCodes[id]!
    const credential = credentials.get(code) ?? trialCredential(code, id)
    credentials.set(code, credential)
    const challenge = createHash('sha256').update(input).digest()
    return { kind: 'trial', signature: toBase64Url(signEd25519(await credential, challenge)) }
  }
  const approvalBy = (person: TestPerson, hash: string, verdict: ApprovalVerdict = 'approved') =>
    gesture(person, approvalChallengeInput(fromBase64Url(hash), verdict))

  async function ask(session: TestSession, scope: AccessScope, asked: Asked): Promise<AccessView> {
    const ref = asked.ref ?? ('caseId' in scope ? scope.caseId : 'ORDER-2026/17')
    const { view } = await session.ask<{ view: AccessView }>({
      ...{ op: 'request-access', act: 'read', scope, ref },
      ...asked,
    })
    return view
  }
  async function answer(
    session: TestSession,
    person: TestPerson,
    view: AccessView,
    verdict: ApprovalVerdict = 'approved',
  ): Promise<{ state: string }> {
    const proof = await approvalBy(person, view.hash, verdict)
    return session.ask({ op: 'approve-access', accessId: view.id, hash: view.hash, verdict, proof })
  }
  async function review(
    session: TestSession,
    person: TestPerson,
    view: AccessView,
    verdict: ReviewVerdict,
  ): Promise<unknown> {
    const proof = await gesture(person, reviewChallengeInput(fromBase64Url(view.hash), verdict))
    return session.ask({ op: 'review-access', accessId: view.id, verdict, proof })
  }
  async function takeUp(session: TestSession, view: AccessView): Promise<OwnGrant> {
    return (await session.ask<{ grant: OwnGrant }>({ op: 'take-up', accessId: view.id })).grant
  }
  const list = (session: TestSession, view: 'own' | 'waiting' | 'reviews' = 'own') =>
    session.ask<AccessList>({ op: 'list-access', view })
  return { ask, answer, review, takeUp, list, approvalBy }
}

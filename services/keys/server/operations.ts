import type { KeyOp } from '#domain/key-request'
import type { Operation } from './operation'
import { approveAccess } from './ops/approve-access'
import { changePerson } from './ops/change-person'
import { changeWorker } from './ops/change-worker'
import { claim } from './ops/claim'
import { confirmEnrolment } from './ops/confirm-enrolment'
import { decide } from './ops/decide'
import { declareRelation } from './ops/declare-relation'
import { facts } from './ops/facts'
import { forgetPerson } from './ops/forget-person'
import { freeze } from './ops/freeze'
import { hold } from './ops/hold'
import { invitePerson } from './ops/invite-person'
import { liftHold } from './ops/lift-hold'
import { listAccess } from './ops/list-access'
import { listCredentials } from './ops/list-credentials'
import { publishRules } from './ops/publish-rules'
import { queryLedger } from './ops/query-ledger'
import { readAccess } from './ops/read-access'
import { readEntries } from './ops/read-entries'
import { release } from './ops/release'
import { renew } from './ops/renew'
import { requestAccess } from './ops/request-access'
import { giveBack } from './ops/return'
import { reviewAccess } from './ops/review-access'
import { revokeAccess } from './ops/revoke-access'
import { revokeCredential } from './ops/revoke-credential'
import { rotateWorker } from './ops/rotate-worker'
import { score } from './ops/score'
import { shred } from './ops/shred'
import { takeUp } from './ops/take-up'
import { widen } from './ops/widen'

/** Every operation, by the name that requests give. */
export const OPERATIONS: { [Op in KeyOp]: Operation<Op, object> } = {
  claim,
  renew,
  return: giveBack,
  widen,
  release: release as Operation<'release', object>,
  score: score as Operation<'score', object>,
  decide: decide as Operation<'decide', object>,
  'publish-rules': publishRules,
  'change-person': changePerson,
  'query-ledger': queryLedger,
  'read-entries': readEntries,
  'request-access': requestAccess,
  'approve-access': approveAccess,
  'take-up': takeUp,
  'revoke-access': revokeAccess,
  'review-access': reviewAccess,
  freeze,
  'declare-relation': declareRelation,
  'list-access': listAccess,
  'read-access': readAccess as Operation<'read-access', object>,
  facts,
  'invite-person': invitePerson,
  'confirm-enrolment': confirmEnrolment,
  'revoke-credential': revokeCredential,
  'list-credentials': listCredentials as Operation<'list-credentials', object>,
  'change-worker': changeWorker,
  'rotate-worker': rotateWorker,
  shred,
  hold,
  'lift-hold': liftHold,
  'forget-person': forgetPerson,
}

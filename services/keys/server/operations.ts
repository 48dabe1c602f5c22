import type { KeyOp } from '#domain/key-request'
import type { Operation } from './operation'
import { changePerson } from './ops/change-person'
import { claim } from './ops/claim'
import { decide } from './ops/decide'
import { facts } from './ops/facts'
import { publishRules } from './ops/publish-rules'
import { queryLedger } from './ops/query-ledger'
import { readEntries } from './ops/read-entries'
import { release } from './ops/release'
import { renew } from './ops/renew'
import { giveBack } from './ops/return'
import { score } from './ops/score'
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
  facts,
}

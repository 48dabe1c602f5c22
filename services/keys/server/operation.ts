import { AppError, type ErrorCode } from '#domain/errors'
import type { WorkerScope } from '#domain/identity-requests'
import { KEY_REFUSALS, type KeyRefusal } from '#domain/key-refusal'
import { type KeyOp, REQUEST_MAX_AGE_MS, type RequestOf } from '#domain/key-request'
import type { Role } from '#domain/permission'
import type { Appended, LedgerTx } from '#services/ledger/append'
import type { Commit, Handler } from '#services/ledger/sequencer'
import type { ProofRules } from './credentials/verify-proof'
import type { EpochStore } from './epochs/epoch-store'
import { loadSigners, type SignedBy, type Signer, signerKey } from './people/request-signer'

/** What operations need besides their transaction. */
export type OperationContext = {
  epochs: EpochStore
  proofs: ProofRules
  /** Whether this key service's own operator named the plug-in scorer. */
  mayReleaseTo(destination: string): boolean
  /** @throws AppError `clock_unsure` while the time cannot be believed. */
  requireClock?: () => void
}

export type Call<Op extends KeyOp> = { request: RequestOf<Op>; signer: Signer }

/** An expected no. It becomes a `deny` entry first, and then the caller's answer. */
export type Refusal = { refused: ErrorCode; code: KeyRefusal }
export function refuse(
  refused: 'forbidden' | 'conflict' | 'not_found' | 'invalid',
  code: KeyRefusal,
): Refusal {
  return { refused, code }
}
export function isRefusal(value: object): value is Refusal {
  return 'refused' in value
}

/**
 * One operation of the key service. `run` reads, decides and only then writes: what is written before a refusal
 * commits with it. `T` is what is known inside the transaction; nothing of it leaves before COMMIT.
 */
export type Operation<Op extends KeyOp, T extends object> = {
  op: Op
  by: 'person' | 'worker'
  /** One of these roles is enough. */
  role?: Role | readonly Role[]
  /** What a worker must be allowed to. */
  scope?: WorkerScope
  /** How many neighbouring calls `run` takes at once. */
  most: number
  /** What a denial refers to: an id of the request's. */
  ref(request: RequestOf<Op>): string
  caseId?(request: RequestOf<Op>): string
  run(tx: LedgerTx, calls: Call<Op>[], context: OperationContext): Promise<(T | Refusal)[]>
  /** Builds the answer after COMMIT. Only here are keys unwrapped, and zeroed before it returns. */
  answer(output: T, request: RequestOf<Op>, after: AfterCommit): unknown
}

/** The commit that holds the operation's entries, and proofs against it in base64url. */
export type AfterCommit = {
  commit: Commit
  epochs: EpochStore
  inclusion(index: number): string[]
  consistency(seen: number): string[]
}

/** A request whose signature has been checked; who signed is looked up again inside the transaction. */
export type SignedCall<Op extends KeyOp = KeyOp> = SignedBy & { request: RequestOf<Op> }
export type Outcome<T> = { ok: true; value: T } | { ok: false; refusal: Refusal }

/**
 * Wraps an operation with what all of them share: each request id once, freshness, a live session, the role, and a
 * `deny` entry for every no.
 */
export function handlerOf<Op extends KeyOp, T extends object>(
  operation: Operation<Op, T>,
  context: OperationContext,
): Handler<SignedCall<Op>, Outcome<T>> {
  return {
    name: operation.op,
    most: operation.most,
    async run(tx, calls) {
      // In the transaction, whose time has been read: a step is noticed before anything hangs on it.
      context.requireClock?.()
      const [fresh, signers] = await Promise.all([takeRequestIds(tx, calls), loadSigners(tx, calls)])
      const outcomes = new Array<Outcome<T>>(calls.length)
      const valid: { at: number; call: Call<Op> }[] = []
      calls.forEach((call, at) => {
        const { request } = call
        const signer = signers.get(signerKey(call))
        const refusal = fresh[at]
          ? preconditions(operation, request, signer, tx.now)
          : refuse('conflict', 'replayed')
        if (refusal || !signer)
          outcomes[at] = { ok: false, refusal: refusal ?? refuse('forbidden', 'unknown_signer') }
        else valid.push({ at, call: { request, signer } })
      })
      const outputs =
        valid.length === 0
          ? []
          : await operation.run(
              tx,
              valid.map(({ call }) => call),
              context,
            )
      outputs.forEach((output, i) => {
        outcomes[valid[i]!.at] = isRefusal(output)
          ? { ok: false, refusal: output }
          : { ok: true, value: output }
      })
      outcomes.forEach((outcome, at) => {
        if (!outcome.ok)
          deny(tx, operation, calls[at]!, signers.get(signerKey(calls[at]!)), outcome.refusal.code)
      })
      return outcomes
    },
  }
}

async function takeRequestIds(tx: LedgerTx, calls: { request: { requestId: string } }[]): Promise<boolean[]> {
  const rows = await tx.query<{ id: string }>(
    `INSERT INTO keys.request (id, at) SELECT t.id, $2 FROM unnest($1::uuid[]) AS t (id)
     ON CONFLICT (id) DO NOTHING RETURNING id`,
    [calls.map((call) => call.request.requestId), new Date(tx.now)],
  )
  const unused = new Set(rows.map((row) => row.id))
  // Of two equal ids in one batch the first one wins.
  return calls.map((call) => unused.delete(call.request.requestId))
}

function preconditions<Op extends KeyOp>(
  operation: Operation<Op, object>,
  request: RequestOf<Op>,
  signer: Signer | undefined,
  now: number,
): Refusal | undefined {
  if (!signer) return refuse('forbidden', 'unknown_signer')
  if (Math.abs(now - request.at) > REQUEST_MAX_AGE_MS) return refuse('forbidden', 'stale_request')
  if (signer.kind !== operation.by) return refuse('forbidden', 'wrong_signer')
  if (signer.kind === 'worker') {
    if (signer.ended) return refuse('forbidden', 'worker_key_ended')
    if (operation.scope && !signer.scopes.includes(operation.scope))
      return refuse('forbidden', 'scope_missing')
    return undefined
  }
  if (signer.revoked) return refuse('forbidden', 'session_revoked')
  if (signer.expiresAt <= now) return refuse('forbidden', 'session_expired')
  if (!signer.active) return refuse('forbidden', 'person_inactive')
  if (operation.role && ![operation.role].flat().some((role) => signer.roles.includes(role)))
    return refuse('forbidden', 'role_missing')
  return undefined
}

function deny<Op extends KeyOp>(
  tx: LedgerTx,
  operation: Pick<Operation<Op, object>, 'op' | 'ref' | 'caseId'>,
  { request, signer: session }: SignedCall<Op>,
  signer: Signer | undefined,
  code: string,
): Appended {
  const caseId = operation.caseId?.(request)
  return tx.append(
    {
      kind: 'deny',
      request: request.requestId,
      op: operation.op,
      who: signer?.who ?? 'unknown',
      session,
      ref: operation.ref(request),
      code,
    },
    {
      ...(signer ? { personId: signer.id } : {}),
      ...(caseId === undefined ? {} : { caseId }),
    },
  )
}

/** The refusal as the caller sees it, after its denial was committed. */
export function refusalError({ refused, code }: Refusal): AppError {
  return new AppError(refused, KEY_REFUSALS[code], { reason: code })
}

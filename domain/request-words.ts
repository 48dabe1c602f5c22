import { FREEZE_NAMES } from './access-words'
import { fromBase64Url } from './bytes'
import { spokenFingerprint } from './enrolment'
import type { RequestOf } from './key-request'
import { ROLE_NAMES } from './permission'
import type { ConfirmedOp } from './reader-protocol'
import { HOLD_REASONS, type HoldScope } from './retention-requests'

/** What is to be signed, drawn from the request itself. Text only; ids are whole, so that none can pass for another. */
export type RequestWords = { title: string; lines: string[] }

/** The words of each operation that takes a click inside the reader's frame. */
export const REQUEST_WORDS: { [Op in ConfirmedOp]: (request: RequestOf<Op>) => RequestWords } = {
  'invite-person': ({ personId, replaces }) => ({
    title: replaces ? 'Invite a person to replace their passkey' : 'Invite a person to enrol a passkey',
    lines: [
      `Person ${personId}`,
      replaces
        ? 'Once a second person has confirmed the new passkey, all older ones of this person’s end.'
        : 'A second person, who is neither of you, must confirm the passkey.',
    ],
  }),
  'confirm-enrolment': ({ personId, credential }) => ({
    title: 'Vouch for a passkey',
    lines: [
      `Person ${personId}`,
      `Fingerprint ${spokenFingerprint(fromBase64Url(credential))}`,
      'Sign only when the person has read exactly this fingerprint to you, and you know that it is them.',
    ],
  }),
  'revoke-credential': ({ personId, credential }) => ({
    title: 'End a credential or an invitation',
    lines: [
      `Person ${personId}`,
      `Fingerprint ${spokenFingerprint(fromBase64Url(credential))}`,
      'With a credential end the person’s sessions and claims, at once.',
    ],
  }),
  'change-worker': ({ worker, key, scopes }) => ({
    title: scopes.length === 0 ? 'Remove a worker' : 'Change what a worker may do',
    lines: [
      `Worker ${worker}`,
      `Key ${key}`,
      `May ${scopes.join(', ') || 'do nothing from now on'}`,
      ...(scopes.includes('score') ? ['Whoever holds this key can open every report.'] : []),
    ],
  }),
  'change-person': ({ personId, roles, regions, active }) => ({
    title: active ? 'Change what a person may do' : 'Deactivate a person',
    lines: [
      `Person ${personId}`,
      `Roles: ${roles.map((role) => ROLE_NAMES[role]).join(', ') || 'none'}`,
      `Regions: ${regions.join(', ') || 'none'}`,
    ],
  }),
  'publish-rules': ({ version, hash }) => ({
    title: `Publish version ${version} of the rules`,
    lines: [`Hash ${hash}`, 'It decides what is urgent and who must look.'],
  }),
  freeze: ({ personId, act, code }) => ({
    title: act === 'frozen' ? 'Freeze a person' : 'Lift a freeze',
    lines: [`Person ${personId}`, `Reason: ${FREEZE_NAMES[code]}`],
  }),
  'revoke-access': ({ target, id, code }) => ({
    title: target === 'grant' ? 'End a grant' : 'End access',
    lines: [`${target === 'grant' ? 'Grant' : 'Request'} ${id}`, `Reason: ${plain(code)}`],
  }),
  'declare-relation': ({ act, platform, account, personId }) => ({
    title: act === 'declared' ? 'Declare a relation with an account' : 'Withdraw a declared relation',
    lines: [
      `Account ${account} of ${platform}`,
      personId === undefined ? 'Of your own' : `Person ${personId}`,
    ],
  }),
  shred: ({ accessId }) => ({
    title: 'Destroy keys for good',
    lines: [`Request ${accessId}`, 'What was approved there can never be opened again, by anybody.'],
  }),
  hold: ({ holdId, region, scope, reason }) => ({
    title: 'Place a legal hold',
    lines: [`Hold ${holdId}`, ...heldWords(scope), `Region ${region}`, `Reason: ${HOLD_REASONS[reason]}`],
  }),
  'lift-hold': ({ holdId }) => ({
    title: 'Lift a legal hold',
    lines: [`Hold ${holdId}`, 'What it kept back and is due is destroyed from now on.'],
  }),
  'forget-person': ({ personId }) => ({
    title: 'Unlink a former member of staff',
    lines: [`Person ${personId}`, 'Nobody can say afterwards which entries of the ledger were theirs.'],
  }),
}

function heldWords(scope: HoldScope): string[] {
  if (scope.kind === 'case') return [`Case ${scope.caseId}`]
  if (scope.kind === 'reports') return scope.reportIds.map((id) => `Report ${id}`)
  return [
    `Platform ${scope.platform}`,
    ...scope.accounts.map((account) => `Account ${account}`),
    ...scope.conversations.map((conversation) => `Conversation ${conversation}`),
  ]
}

/** @param request parsed by the schema of its operation. */
export function requestWords(request: RequestOf<ConfirmedOp>): RequestWords {
  const words = REQUEST_WORDS[request.op] as (request: RequestOf<ConfirmedOp>) => RequestWords
  return words(request)
}

function plain(code: string): string {
  return code.replaceAll('_', ' ')
}

import type { AccessReason, AccessScope } from '#domain/access-rules'
import { PURPOSE_NAMES, REASON_NAMES } from '#domain/access-words'
import { fromRefs } from '#domain/conversation'
import type { LedgerEntry } from '#domain/ledger-entry'
import { countWords, dayWords, timeWords } from './conversation/words'
import { element } from './element'

export type RequestEntry = Extract<LedgerEntry, { kind: 'request' }>

/**
 * A request as its entry says it. @param scope what the entry binds by a digest. @param requester a name from the page,
 * which the ledger does not know.
 */
export function drawRequest(entry: RequestEntry, scope: AccessScope, requester: string): HTMLElement {
  const count = fromRefs(entry.messages).length
  const many = `${countWords(count, 'message')} in ${countWords(entry.messages.length, 'report')}`
  const rows: [string, string | HTMLElement][] = [
    ['Purpose', PURPOSE_NAMES[entry.purpose]],
    ['Reason', REASON_NAMES[entry.reason as AccessReason] ?? entry.reason],
    ['Reference', element('span', { class: 'mono' }, entry.ref)],
    ...scopeRows(scope),
    ['What', entry.act === 'erase' ? `${many}, to be destroyed for good` : many],
    ['Region', entry.region],
    ...(entry.act === 'erase'
      ? []
      : ([['How long', `${entry.minutes} minutes, ${countWords(entry.uses, 'opening')} at most`]] as [
          string,
          string,
        ][])),
    ['Asked', `${dayWords(entry.at)}, ${timeWords(entry.at)}`],
    ['Asked by', element('span', {}, requester, element('span', { class: 'hint' }, ' the console’s word'))],
    ['In the ledger as', element('span', { class: 'mono' }, entry.who)],
  ]
  return element(
    'div',
    {},
    entry.breakGlass &&
      element(
        'p',
        { class: 'verdict bad' },
        'This breaks the glass: one lead is enough, every lead is told, and another must review it within a day.',
      ),
    element(
      'dl',
      { class: 'facts' },
      ...rows.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]),
    ),
  )
}

function scopeRows(scope: AccessScope): [string, string | HTMLElement][] {
  const mono = (text: string) => element('span', { class: 'mono' }, text)
  if (scope.kind === 'opened')
    return [
      ['Messages', 'what its reviewers opened'],
      ['Case', mono(scope.caseId)],
    ]
  if (scope.kind === 'window')
    return [
      ['Messages', `those reported, and ${scope.around} on either side`],
      ['Case', mono(scope.caseId)],
    ]
  const { platform, accounts, conversations, from, to } = scope
  const lists: [string, string[]][] = [
    ['Accounts', accounts],
    ['Conversations', conversations],
  ]
  return [
    ['Platform', mono(platform)],
    ...lists
      .filter(([, ids]) => ids.length > 0)
      .map(([name, ids]): [string, HTMLElement] => [name, mono(ids.join(', '))]),
    ['Written', `from ${dayWords(from)} until ${dayWords(to - 1)}`],
  ]
}

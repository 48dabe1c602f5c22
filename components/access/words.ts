import type { Tone } from '#components/ui/badge'
import type { AccessState, AccessView } from '#domain/access-rules'
import { STATE_NAMES } from '#domain/access-words'

export const STATE_TONES: Record<AccessState, Tone> = {
  waiting: 'warn',
  approved: 'accent',
  refused: 'danger',
  taken_up: 'ok',
  lapsed: 'neutral',
  revoked: 'neutral',
  done: 'neutral',
}

/** An erasure is not in use and then over: it is carried out. */
export function stateOf(view: Pick<AccessView, 'act' | 'state'>): string {
  return view.act === 'erase' && view.state === 'done' ? 'carried out' : STATE_NAMES[view.state]
}

/** What `personId` said to this request, if they did: nobody answers twice. */
export function answerBy(
  view: Pick<AccessView, 'approvals'>,
  personId: string,
): 'approved' | 'refused' | undefined {
  return view.approvals.find((one) => one.personId === personId)?.verdict
}

/** `1 of 2 approved`, or who said no. */
export function answersOf(view: AccessView, names: Record<string, string>): string {
  const no = view.approvals.find((one) => one.verdict === 'refused')
  if (no) return `refused by ${names[no.personId] ?? 'a lead'}`
  const yes = view.approvals.map((one) => names[one.personId] ?? 'a lead')
  const count = `${yes.length} of ${view.needed}`
  return yes.length === 0 ? count : `${count}: ${yes.join(', ')}`
}

export function countOf(view: AccessView): string {
  const messages = `${view.messages.toLocaleString('en')} ${view.messages === 1 ? 'message' : 'messages'}`
  return view.reports > 1 ? `${messages} in ${view.reports} reports` : messages
}

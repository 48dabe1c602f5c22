import { GitCompareArrows } from 'lucide-react'
import { Button } from '#components/ui/button'
import type { Draft } from './draft'
import type { RulesAnswer } from './use-rules'

/** Another admin published while this draft was written: it is kept, and must be looked at again. */
export function BaseMoved({
  answer,
  draft,
  onKeep,
}: {
  answer: RulesAnswer
  draft: Draft
  onKeep: (draft: Draft) => void
}) {
  if (draft.base === answer.base) return null
  const by = answer.versions.find((one) => one.version === answer.base)?.createdBy
  return (
    <div
      role="status"
      className="flex items-center gap-3 border-line border-b bg-warn-soft px-4 py-2 text-warn"
    >
      <GitCompareArrows aria-hidden className="size-4 shrink-0" />
      <p className="flex-1">
        Version {answer.base} was published{by ? ` by ${by}` : ''} since this draft was begun on version{' '}
        {draft.base}. Publishing it as it is would undo what that version changed.
      </p>
      <Button onClick={() => onKeep({ ...draft, base: answer.base })}>
        Compare with version {answer.base} and go on
      </Button>
    </div>
  )
}

import { AppError, type ErrorCode } from '#domain/errors'
import { LEAST_DECISIONS, LEAST_OF_EACH } from './choose'

const PROBLEMS: Record<string, [ErrorCode, string]> = {
  not_found: ['not_found', 'This is not here any more.'],
  platform_unknown: ['not_found', 'There is no such platform.'],
  classifier_unknown: ['not_found', 'There is no classifier of this name in this build.'],
  version_unknown: ['conflict', 'No worker runs this version of the classifier.'],
  too_few: [
    'conflict',
    `At least ${LEAST_DECISIONS} decided cases are needed, ${LEAST_OF_EACH} of them each way. The shipped calibration stays.`,
  ],
  not_ranked: [
    'conflict',
    'On this platform the score does not rank what people decided: no rising curve fits. The shipped calibration stays.',
  ],
  never_that_precise: [
    'conflict',
    'No threshold is that precise on the decisions so far. Ask for less precision.',
  ],
  no_negatives: ['conflict', 'No decided case found nothing: a false-positive rate cannot be computed yet.'],
  nothing_scored: ['conflict', 'Nothing was scored in the last four weeks: a capacity says nothing yet.'],
  scores_too_equal: ['conflict', 'Too many cases share the highest score: no threshold keeps this target.'],
  urgent_below_review: [
    'conflict',
    'The threshold for urgent would lie below the one for review. Choose a stricter one.',
  ],
  own_proposal: ['forbidden', 'You proposed this yourself: another admin must agree.'],
  not_proposed: ['conflict', 'Nobody has proposed this. An admin proposes it, another promotes it.'],
  changed_meanwhile: ['conflict', 'Somebody changed this meanwhile. Look at it again.'],
  damaged: ['conflict', 'This calibration cannot be read and cannot be put into force.'],
  code_taken: ['conflict', 'This code names another plug-in, in use or stopped. Choose a new one.'],
}

/** @throws AppError for each expected no; passes on what went well. */
export function settled<T extends { ok: boolean }>(result: T): Extract<T, { ok: true }> {
  if (result.ok) return result as Extract<T, { ok: true }>
  const { reason } = result as unknown as { reason: string }
  const [code, message] = PROBLEMS[reason] ?? ['conflict', 'This cannot be done now.']
  throw new AppError(code, message, { reason })
}

import { AppError } from '#domain/errors'

/** @throws AppError for each expected no; passes on what went well. */
export function settled<T extends { ok: boolean }>(result: T, what: string): Extract<T, { ok: true }> {
  if (result.ok) return result as Extract<T, { ok: true }>
  const { reason } = result as unknown as { reason: 'not_found' | 'changed_meanwhile' | 'kid_taken' }
  if (reason === 'kid_taken')
    throw new AppError('conflict', 'This kid names another key, alive or retired. Choose a new one.', {
      reason,
    })
  throw reason === 'not_found'
    ? new AppError('not_found', `This ${what} is not here any more.`, { reason })
    : new AppError('conflict', `Somebody changed this ${what} meanwhile.`, { reason })
}

import { expect, test } from 'vitest'
import { AppError } from '#domain/errors'
import { describeError } from './log'
import { mergeMetrics } from './merge-metrics'

test('an error is its name and code, never its message', () => {
  const error = Object.assign(new TypeError('CANARY in a message'), { code: 'ECONNRESET' })
  expect(describeError(error)).toEqual({ errorName: 'TypeError', errorCode: 'ECONNRESET' })
  expect(describeError(new AppError('conflict', 'somebody holds it', { reason: 'lease_held' }))).toEqual({
    errorName: 'AppError',
    errorCode: 'lease_held',
  })
  expect(JSON.stringify(describeError({ name: 'say "CANARY"', code: 'CANARY with spaces' }))).not.toContain(
    'CANARY',
  )
})

test('metrics of several processes share one HELP and TYPE', () => {
  const one = (process: string) =>
    `# HELP a_total A.\n# TYPE a_total counter\na_total{process="${process}"} 1\n`
  expect(mergeMetrics([one('x'), one('y')])).toBe(
    '# HELP a_total A.\n# TYPE a_total counter\na_total{process="x"} 1\na_total{process="y"} 1\n',
  )
})

import type { z } from 'zod'
import type { FieldProblem } from './errors'

/** RFC 6901, from the parts of a path. */
export function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** A name that a programmer gave, not something that somebody wrote. */
const FIELD_NAME = /^[A-Za-z][A-Za-z0-9_]{0,39}$/

/**
 * A zod error as field problems: where, and which rule. Never the value, and an unknown field's name only when
 * it looks like one.
 * @param prefix JSON Pointer of what was parsed.
 */
export function schemaProblems(error: z.ZodError, prefix = ''): FieldProblem[] {
  return error.issues.flatMap((issue): FieldProblem[] => {
    const path = prefix + jsonPointer(issue.path)
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({
        path: FIELD_NAME.test(key) ? `${path}/${key}` : path,
        message: FIELD_NAME.test(key)
          ? 'is not a field of this object'
          : 'has a field that is not known here',
      }))
    if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined'))
      return [{ path, message: 'is required' }]
    if (issue.code === 'invalid_value')
      return [{ path, message: `must be one of ${issue.values.map(String).join(', ')}` }]
    return [{ path, message: issue.message.replace(/^Invalid input: /, '').replace(/^Invalid string: /, '') }]
  })
}

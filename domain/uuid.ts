import { z } from 'zod'

/**
 * A UUID in its one canonical spelling, lower case. PostgreSQL takes the others too and makes them equal, while a
 * comparison of strings does not: an id that may be spelled in two ways is two people to one check and one to the
 * next.
 */
export const Uuid = z.uuid().regex(/^[0-9a-f-]+$/, 'must be lower case')

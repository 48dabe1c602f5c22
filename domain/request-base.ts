import { z } from 'zod'
import { Uuid } from './uuid'

/** What every signed request has: an id that is used once, and when it was signed (ms since 1970). */
export const requestBase = { requestId: Uuid, at: z.int().min(0) }

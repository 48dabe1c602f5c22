import { route } from '#services/auth/route'
import { listClassifiers } from '#services/calibration/data'

/** Every classifier on every platform. Counts and codes only. */
export const GET = route('classifiers:read', {}, async ({ proof }) => ({
  classifiers: await listClassifiers(proof, new Date()),
}))

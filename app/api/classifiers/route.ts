import { route } from '#services/auth/route'
import { listClassifiers } from '#services/calibration/data'
import { CLASSIFIERS } from '#services/classify/registry'

/** Every classifier on every platform. Counts and codes only. */
export const GET = route('classifiers:read', {}, async ({ proof }) => ({
  classifiers: await listClassifiers(proof, CLASSIFIERS, new Date()),
}))

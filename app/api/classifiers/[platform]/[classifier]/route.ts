import { AppError } from '#domain/errors'
import { route } from '#services/auth/route'
import { classifierDetail } from '#services/calibration/data'
import { draftCalibration } from '#services/calibration/draft'
import { settled } from '#services/calibration/problems'
import { ClassifierParams, DraftBody } from '#services/calibration/schema'

/** The last 90 days of one classifier on one platform, its calibrations, drift and shadows. */
export const GET = route('classifiers:read', { params: ClassifierParams }, async ({ proof, params }) => {
  const detail = await classifierDetail(proof, params, new Date())
  if (!detail) throw new AppError('not_found', 'There is no such platform.')
  return detail
})

/** Learns from what people decided and stores a draft, which changes nothing yet. */
export const POST = route(
  'classifiers:write',
  { params: ClassifierParams, body: DraftBody },
  async ({ proof, params, body }) => {
    const { id } = settled(await draftCalibration(proof, params, body, new Date()))
    return { id }
  },
)

import { AppError } from '#domain/errors'
import { route } from '#services/auth/route'
import { classifierDetail } from '#services/calibration/data'
import { draftCalibration } from '#services/calibration/draft'
import { settled } from '#services/calibration/problems'
import { ClassifierParams, DraftBody } from '#services/calibration/schema'
import { CLASSIFIERS } from '#services/classify/registry'

function describedIn({ platform, classifier: name }: { platform: string; classifier: string }) {
  const classifier = CLASSIFIERS.find((one) => one.name === name)
  if (!classifier) throw new AppError('not_found', 'There is no classifier of this name in this build.')
  return { platform, classifier }
}

/** The last 90 days of one classifier on one platform, its calibrations, drift and shadows. */
export const GET = route('classifiers:read', { params: ClassifierParams }, async ({ proof, params }) => {
  const detail = await classifierDetail(proof, describedIn(params), new Date())
  if (!detail) throw new AppError('not_found', 'There is no such platform.')
  return detail
})

/** Learns from what people decided and stores a draft, which changes nothing yet. */
export const POST = route(
  'classifiers:write',
  { params: ClassifierParams, body: DraftBody },
  async ({ proof, params, body }) => {
    const { id } = settled(await draftCalibration(proof, describedIn(params), body, new Date()))
    return { id }
  },
)

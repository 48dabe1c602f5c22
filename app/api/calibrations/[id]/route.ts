import { route } from '#services/auth/route'
import { changeCalibration } from '#services/calibration/mutations'
import { settled } from '#services/calibration/problems'
import { CalibrationParams, ChangeCalibrationBody } from '#services/calibration/schema'
import { CLASSIFIERS } from '#services/classify/registry'

/** One step: into shadow or out of it, proposed by one admin, promoted by another. */
export const POST = route(
  'classifiers:write',
  { params: CalibrationParams, body: ChangeCalibrationBody },
  async ({ proof, params, body }) => {
    settled(await changeCalibration(proof, CLASSIFIERS, params.id, body.act, new Date()))
    return {}
  },
)

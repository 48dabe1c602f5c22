import { route } from '#services/auth/route'
import { settled } from '#services/calibration/problems'
import { allowPlugin, stopPlugin } from '#services/plugin/mutations'
import { ChangePluginBody, PluginParams } from '#services/plugin/schema'

/** Allows what another admin proposed, or stops a scorer at once. */
export const POST = route(
  'classifiers:write',
  { params: PluginParams, body: ChangePluginBody },
  async ({ proof, params, body }) => {
    settled(await (body.act === 'allow' ? allowPlugin : stopPlugin)(proof, params.code))
    return {}
  },
)

import { AppError } from '#domain/errors'
import { consoleEnv } from '#lib/console-env'
import { addressProblem } from '#services/action/address'
import { route } from '#services/auth/route'
import { settled } from '#services/calibration/problems'
import { listPlugins } from '#services/plugin/data'
import { proposePlugin } from '#services/plugin/mutations'
import { ProposePluginBody } from '#services/plugin/schema'

export const GET = route('classifiers:read', {}, async ({ proof }) => ({ plugins: await listPlugins(proof) }))

/** Another admin must allow it before anything is sent. The answer holds the signing secret, once. */
export const POST = route('classifiers:write', { body: ProposePluginBody }, async ({ proof, body }) => {
  const problem = addressProblem(body.url, consoleEnv().COUNTERSIGN_MODE)
  if (problem)
    throw new AppError('invalid', problem, {
      reason: 'bad_address',
      fields: [{ path: '/url', message: problem }],
    })
  const { secret } = settled(await proposePlugin(proof, body, consoleEnv().CONSOLE_SECRET_KEY))
  return { code: body.code, secret }
})

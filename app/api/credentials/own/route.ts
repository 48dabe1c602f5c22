import { PROBLEM_TYPE, problemOf } from '#lib/http-problem'
import { requireActor } from '#services/auth/actor'
import { keyService } from '#services/keys/console-client'

/** Whether the person who is signed in can unlock the reading key: `ready`, `waiting` for a second person, or `none`. */
export async function GET(): Promise<Response> {
  const headers = { 'cache-control': 'no-store' }
  try {
    const { personId } = await requireActor()
    const { trial, passkeys, waiting } = await keyService().credentialOptions(personId)
    const state = trial || passkeys.length > 0 ? 'ready' : waiting === null ? 'none' : 'waiting'
    return Response.json({ state }, { headers })
  } catch (error) {
    const problem = problemOf(error)
    return Response.json(problem, {
      status: problem.status,
      headers: { ...headers, 'content-type': PROBLEM_TYPE },
    })
  }
}

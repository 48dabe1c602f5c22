import { request } from 'node:http'

/** Where a process of ours listens. */
export type HttpTarget = { socketPath: string } | { host: string; port: number }

export type ProbeAnswer = { status: number; body: string }

const MAX_BODY_BYTES = 4 << 20

/** One small GET to a process of ours. @throws when it does not answer within `timeoutMs`. */
export function probeHttp(target: HttpTarget, path: string, timeoutMs: number): Promise<ProbeAnswer> {
  return new Promise((resolve, reject) => {
    // No agent: a probe must not be answered by a connection that outlived a restart.
    const call = request(
      { ...target, path, agent: false, signal: AbortSignal.timeout(timeoutMs) },
      (response) => {
        let body = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          body += chunk
          if (body.length > MAX_BODY_BYTES) call.destroy(new Error('answer too long'))
        })
        response.on('error', reject)
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
      },
    )
    call.on('error', reject)
    call.end()
  })
}

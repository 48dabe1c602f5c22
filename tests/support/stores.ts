import { request } from 'node:http'

/** Asks the run's global setup (global-setup.mjs) for a store, which it starts at the first question. */
export function askStores<T>(name: 'postgres' | 'redis' | 'chromium' | 'build'): Promise<T> {
  const socketPath = process.env.TEST_STORES
  if (!socketPath) throw new Error('run the tests through vitest with the configuration of this repository')
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, path: `/${name}` }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => {
        body += chunk
      })
      response.on('end', () => {
        if (response.statusCode === 200) resolve(JSON.parse(body) as T)
        else reject(new Error(`${name} could not be started: ${body}`))
      })
    })
    call.on('error', reject)
    call.end()
  })
}

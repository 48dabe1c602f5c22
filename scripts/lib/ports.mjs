import { createServer } from 'node:net'
import { StartProblem } from './start-problem.mjs'

/** @throws StartProblem when something listens there already. */
export async function requirePort(port, what, variable) {
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new StartProblem(`${variable} must be a port number from 1 to 65535.`)
  await new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error) => {
      const why =
        error.code === 'EACCES'
          ? `Port ${port}, which ${what} needs, is open to administrators only`
          : `Port ${port}, which ${what} needs, is taken`
      reject(
        new StartProblem(
          `${why}: choose another, for example ${variable}=${port < 1024 ? 3000 : port + 100} npm start.`,
        ),
      )
    })
    server.listen(port, '127.0.0.1', () => server.close(resolve))
  })
}

// npm test: on a fresh clone, everything that the tests need. Arguments go on to vitest.
import { nodeTooOld } from './lib/node-version.mjs'

const tooOld = nodeTooOld()
if (tooOld) {
  console.error(tooOld)
  process.exit(1)
}

const { installDependencies, needsInstall } = await import('./lib/install.mjs')
const { StartProblem } = await import('./lib/start-problem.mjs')
const { step } = await import('./lib/steps.mjs')

try {
  console.log('\nCountersign’s tests\n')
  if (needsInstall()) await step('dependencies', installDependencies)
  const { stateDirectory, CHECKOUT } = await import('./lib/state-directory.mjs')
  const { buildAll } = await import('./build.mjs')
  const { findChromium } = await import('./lib/chromium.mjs')
  const { serverProgram } = await import('./lib/redis.mjs')
  await step('Redis', () =>
    process.env.TEST_REDIS_URL ? 'from TEST_REDIS_URL' : serverProgram(stateDirectory()).from,
  )
  await step('Chromium', () => findChromium(stateDirectory()).from)
  await buildAll()
  console.log('')
  const { spawn } = await import('node:child_process')
  const vitest = spawn(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)],
    {
      cwd: CHECKOUT,
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  )
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => vitest.kill(signal))
  vitest.once('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
} catch (error) {
  console.error(`\n${error instanceof StartProblem ? error.message : (error?.stack ?? error)}\n`)
  process.exit(1)
}

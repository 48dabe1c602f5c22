// Plain Node until the dependencies are there; old Nodes must be able to read this file and node-version.mjs.
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
  const production = process.env.COUNTERSIGN_MODE === 'production'
  if (!['', 'trial', 'production', undefined].includes(process.env.COUNTERSIGN_MODE))
    throw new StartProblem('COUNTERSIGN_MODE must be trial (the default) or production.')
  console.log(`\nCountersign, ${production ? 'in production' : 'a trial on this machine'}\n`)
  if (needsInstall()) await step('dependencies', installDependencies)
  const { run } = await import('./lib/run-installation.mjs')
  await run(production ? await import('./lib/production.mjs') : await import('./lib/trial.mjs'))
} catch (error) {
  // A problem that a person can solve is one sentence; anything else is a bug and shows where.
  console.error(`\n${error instanceof StartProblem ? error.message : (error?.stack ?? error)}\n`)
  process.exit(1)
}

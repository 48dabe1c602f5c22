// npm run validate: what CI checks beside the tests. All checks run, also after one has failed.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { generatePrismaClient } from './build.mjs'
import { PRISMA_ENV } from './lib/install.mjs'
import { runCommand } from './lib/run-command.mjs'
import { CHECKOUT } from './lib/state-directory.mjs'

const bin = (name) => path.join(CHECKOUT, 'node_modules/.bin', name)
const env = { ...process.env, ...PRISMA_ENV, NO_COLOR: '1' }
const places = [
  'app',
  'components',
  'domain',
  'lib',
  'services',
  'workers',
  'processes',
  'reader',
  'prisma',
  'bench',
]

const checks = {
  'format and lint': () =>
    runCommand(bin('biome'), ['ci', '--error-on-warnings', '--max-diagnostics=50', '--colors=off'], { env }),
  types: async () => {
    await generatePrismaClient()
    // The routes' types of Next: without them a page's props are unknown.
    await runCommand(bin('next'), ['typegen'], { env: { ...env, NEXT_TELEMETRY_DISABLED: '1' } })
    return runCommand(bin('tsc'), ['--noEmit'], { env })
  },
  'who may import whom': () =>
    runCommand(
      bin('depcruise'),
      [
        '--config',
        '.dependency-cruiser.cjs',
        '--output-type',
        'err-long',
        ...places.filter((p) => existsSync(p)),
      ],
      { env },
    ),
  'database schema': () => runCommand(bin('prisma'), ['validate'], { env }),
}

process.chdir(CHECKOUT)
let failed = 0
for (const [name, check] of Object.entries(checks)) {
  const began = Date.now()
  const problem = await check().then(
    () => undefined,
    (error) => error.message,
  )
  console.log(`${problem ? 'FAILED' : 'ok    '}  ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`)
  if (problem) {
    failed++
    console.log(`${problem.replace(/^/gm, '    ')}\n`)
  }
}
process.exitCode = failed === 0 ? 0 : 1

import { readdirSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { PRISMA_ENV } from './lib/install.mjs'
import { runCommand } from './lib/run-command.mjs'
import { buildWhenChanged } from './lib/source-hash.mjs'
import { CHECKOUT } from './lib/state-directory.mjs'
import { step } from './lib/steps.mjs'

const bin = (name) => path.join(CHECKOUT, 'node_modules/.bin', name)

/** The console's client for its database. */
export function generatePrismaClient() {
  return buildWhenChanged('generated/.sources', ['prisma/schema.prisma', 'package-lock.json'], () =>
    runCommand(bin('prisma'), ['generate'], { env: { ...process.env, ...PRISMA_ENV } }),
  )
}

/**
 * Bundles each file of processes/ and the seed into dist/, packages left out: a compiled process takes a third of
 * the memory that one compiled on the fly does.
 */
export async function buildProcesses() {
  const { build, stop } = await import('esbuild')
  const entries = readdirSync(path.join(CHECKOUT, 'processes')).filter((file) => file.endsWith('.ts'))
  await build({
    absWorkingDir: CHECKOUT,
    entryPoints: [...entries.map((file) => `processes/${file}`), 'prisma/seed.ts'],
    entryNames: '[name]',
    outdir: 'dist',
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: true,
    logLevel: 'silent',
  })
  // esbuild's own process would stay for as long as this one.
  await stop()
}

const CONSOLE_SOURCES = [
  ...['app', 'components', 'domain', 'lib', 'services', 'workers', 'reader', 'prisma/schema.prisma'],
  ...['proxy.ts', 'instrumentation.ts', 'public', 'next.config.ts', 'postcss.config.mjs', 'tsconfig.json'],
  'package-lock.json',
]

/** @returns true when the console had changed and was built. */
export function buildConsole() {
  return buildWhenChanged('.next/countersign-sources', CONSOLE_SOURCES, () =>
    runCommand(bin('next'), ['build'], {
      env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    }),
  )
}

/** Everything that does not depend on an installation's keys. */
export async function buildAll() {
  await step('database client', async () => ((await generatePrismaClient()) ? 'generated' : 'unchanged'))
  await step('processes', buildProcesses)
  await step('console', async () => ((await buildConsole()) ? 'built' : 'unchanged'))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildAll()

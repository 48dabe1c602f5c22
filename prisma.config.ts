import path from 'node:path'
import { defineConfig } from 'prisma/config'

// Prisma downloads its native schema engine for every command; where nothing can be downloaded its own
// WebAssembly build, behind the same protocol, does the work.
if (process.env.PRISMA_NATIVE_ENGINE !== '1')
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= path.resolve(import.meta.dirname, 'scripts/schema-engine.mjs')

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://localhost/countersign' },
})

import type { NextConfig } from 'next'

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // They open sockets and load files by path: bundling breaks them.
  serverExternalPackages: ['bullmq', 'ioredis', 'pg', 'pino', 'prom-client', '@node-rs/argon2', 'undici'],
  turbopack: { root: import.meta.dirname },
  // `npm run validate` checks types; a start on somebody's machine need not wait for it.
  typescript: { ignoreBuildErrors: true },
}
export default config

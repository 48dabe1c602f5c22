import type { NextConfig } from 'next'

/**
 * Headers that never vary. The Content-Security-Policy carries a nonce, the Permissions-Policy names the reader's
 * origin of this installation: proxy.ts sets both.
 */
const HEADERS = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  // Ids stand in addresses; no other site learns them, the reader's origin included.
  { key: 'Referrer-Policy', value: 'no-referrer' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
]

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Behind the front door there is nothing to gain, and a compressor holds events back.
  compress: false,
  // They open sockets and load files by path: bundling breaks them.
  serverExternalPackages: ['bullmq', 'ioredis', 'pg', 'pino', 'prom-client', '@node-rs/argon2', 'undici'],
  turbopack: { root: import.meta.dirname },
  headers: async () => [{ source: '/:path*', headers: HEADERS }],
  // `npm run validate` checks types; a start on somebody's machine need not wait for it.
  typescript: { ignoreBuildErrors: true },
}
export default config

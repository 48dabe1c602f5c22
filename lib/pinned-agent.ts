import { Agent } from 'undici'

/** Connects to the address that was vetted and to no other, whatever the name resolves to by now (DNS rebinding). */
export function pinnedAgent(
  { address, family }: { address: string; family: 4 | 6 },
  { connectMs, totalMs }: { connectMs: number; totalMs: number },
): Agent {
  return new Agent({
    connect: {
      timeout: connectMs,
      lookup: (_host, { all }, callback) =>
        all ? callback(null, [{ address, family }]) : callback(null, address, family),
    },
    headersTimeout: totalMs,
    bodyTimeout: totalMs,
    maxHeaderSize: 16_384,
  })
}

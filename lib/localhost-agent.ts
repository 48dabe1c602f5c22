import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { Agent } from 'undici'

/**
 * RFC 6761 §6.3: every name under `localhost` is this machine. Browsers know that, the resolver of many a Linux does
 * not, and a trial's reader lives at `reader.localhost`.
 */
const lookupLocalhost: LookupFunction = (hostname, options, callback) => {
  const local = /(^|\.)localhost\.?$/i.test(hostname)
  if (!local) lookup(hostname, options, callback)
  else if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }])
  else callback(null, '127.0.0.1', 4)
}

/** An undici dispatcher for addresses that may be a trial's. The caller closes it. */
export function localhostAgent(): Agent {
  return new Agent({ connect: { lookup: lookupLocalhost } })
}

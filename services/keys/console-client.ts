import { readFileSync } from 'node:fs'
import { Trust } from '#domain/trust'
import { consoleEnv } from '#lib/console-env'
import { KeyClient } from './client'

// Kept on globalThis, so that a development server that reloads modules does not open a pool each time.
const kept = globalThis as unknown as { countersignKeyService?: KeyClient }

/** The console's one line to the key service. It carries what people signed and holds no key. */
export function keyService(): KeyClient {
  if (!kept.countersignKeyService) {
    const { KEYD_SOCKET, TRUST_FILE } = consoleEnv()
    const trust = Trust.parse(JSON.parse(readFileSync(TRUST_FILE, 'utf8')))
    kept.countersignKeyService = new KeyClient({ socketPath: KEYD_SOCKET, trust })
  }
  return kept.countersignKeyService
}

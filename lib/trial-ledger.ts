import { readFileSync } from 'node:fs'
import path from 'node:path'

/** Where a command finds the ledger when it is told nothing. */
export type LedgerPlace = {
  database?: string
  trustFile?: string
  keptCheckpoint?: string
  cosignedCheckpoint?: string
  /** Where the key service writes its tiles. */
  tiles?: string
}

/** The environment's database, or that of the trial in STATE_DIR while it runs. */
export function findLedger(): LedgerPlace {
  const { KEYD_DATABASE_URL, TRUST_FILE, KEYD_HOME, LEDGER_DIR, STATE_DIR } = process.env
  const home = KEYD_HOME ?? (STATE_DIR && path.join(STATE_DIR, 'keyd'))
  const database = KEYD_DATABASE_URL ?? (STATE_DIR && trialDatabase(STATE_DIR))
  const trustFile = TRUST_FILE ?? (STATE_DIR && path.join(STATE_DIR, 'trust.json'))
  return {
    ...(database ? { database } : {}),
    ...(trustFile ? { trustFile } : {}),
    ...(home
      ? {
          keptCheckpoint: path.join(home, 'checkpoint'),
          cosignedCheckpoint: path.join(home, 'cosigned'),
          tiles: LEDGER_DIR ?? (STATE_DIR ? path.join(STATE_DIR, 'ledger') : path.join(home, 'public')),
        }
      : {}),
  }
}

/** As the key service's role: no other may read the ledger. */
function trialDatabase(state: string): string | undefined {
  try {
    const password = readFileSync(path.join(state, 'secrets/database-keyd'), 'utf8').trim()
    const url = new URL(process.env.DATABASE_URL ?? 'postgresql://127.0.0.1/countersign')
    // The fourth line of postmaster.pid is the port of the server that runs on this data.
    if (!process.env.DATABASE_URL)
      url.port = readFileSync(path.join(state, 'pgdata/postmaster.pid'), 'utf8').split('\n')[3]!.trim()
    url.username = 'cs_keyd'
    url.password = password
    return url.href
  } catch {
    return undefined
  }
}

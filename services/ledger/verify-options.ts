import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Trust } from '#domain/trust'
import { parsePolicy, type WitnessPolicy } from '#domain/witness-policy'
import type { Trusted } from './verify'

export const USAGE = `Verifies the ledger: every stored byte, the tree, and every signed checkpoint.

  npm run ledger:verify                          the trial of this checkout
  npm run ledger:verify -- --database URL        a database, read as a role that may read schema keys
  npm run ledger:verify -- --dir DIRECTORY       an export, without any database
  npm run ledger:verify -- --url URL             what the ledger's host serves, such as https://reader.example/ledger
  npm run ledger:verify -- --export DIRECTORY    verifies the database, then writes such an export

  --vkey KEY         the ledger's verifier key (more than once where it was rotated); otherwise taken from
                     --policy or --trust
  --trust FILE       the trust file (default: TRUST_FILE)
  --policy FILE      C2SP tlog-policy: the checkpoint must carry its quorum of witness cosignatures
  --since FILE       a checkpoint that you kept (more than once): the ledger must extend it
  --previous FILE    last checkpoint of the ledger that this one follows: the first entry must name it
  --tiles DIRECTORY  with --database: published tiles, to name an entry that was replaced with its hash
  --token-file FILE  with --url: an auditor's key (npm run auditor:key), without which only tiles are verified

Exit status 0 when the ledger is whole, 1 when it is not, 2 when it could not be read.`

/** What the command takes when it is told nothing: the running trial, or the environment. */
export type VerifyDefaults = {
  database?: string
  trustFile?: string
  keptCheckpoint?: string
  cosignedCheckpoint?: string
  tiles?: string
}
export type VerifyOptions = {
  help: boolean
  source: { database: string } | { directory: string } | { url: string; token?: string }
  trusted: Trusted
  exportTo?: string
  tiles?: string
}

/** @throws Error in words for whoever typed the command. */
export function readVerifyOptions(args: string[], defaults: VerifyDefaults): VerifyOptions | 'help' {
  const text = { type: 'string' } as const
  const several = { type: 'string', multiple: true } as const
  const { values } = parseArgs({
    args,
    options: {
      ...{ database: text, dir: text, url: text, export: text, trust: text, policy: text, previous: text },
      ...{ tiles: text, 'token-file': text, vkey: several, since: several, checkpoint: several },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) return 'help'
  const trust = values.trust ?? defaults.trustFile
  const policy = values.policy === undefined ? undefined : readPolicy(values.policy)
  const vkeys = values.vkey ?? (policy?.logs.length ? policy.logs.map((log) => log.vkey) : vkeysFrom(trust))
  // What lies beside the trial's keys speaks of the trial's database only.
  const local = values.dir === undefined && values.database === undefined && values.url === undefined
  const beside = [defaults.keptCheckpoint, defaults.cosignedCheckpoint].filter(
    (file): file is string => local && file !== undefined && existsSync(file),
  )
  const kept = [...(values.since ?? []), ...(values.checkpoint ?? []), ...beside].map(read)
  const tiles = values.tiles ?? (local ? defaults.tiles : undefined)
  return {
    help: false,
    source: sourceOf(values, defaults),
    trusted: { vkeys, policy, kept, ...(values.previous ? { previous: read(values.previous) } : {}) },
    ...(values.export === undefined ? {} : { exportTo: values.export }),
    ...(tiles === undefined ? {} : { tiles }),
  }
}

function sourceOf(
  values: { dir?: string; url?: string; database?: string; 'token-file'?: string },
  defaults: VerifyDefaults,
): VerifyOptions['source'] {
  if (values.dir !== undefined) return { directory: values.dir }
  if (values.url !== undefined) {
    const file = values['token-file']
    return { url: values.url, ...(file === undefined ? {} : { token: read(file).trim() }) }
  }
  const database = values.database ?? defaults.database
  if (database === undefined)
    throw new Error('There is no running trial here: give --database URL, --dir DIRECTORY or --url URL.')
  return { database }
}

function read(file: string): string {
  return readFileSync(file, 'utf8')
}

function readPolicy(file: string): WitnessPolicy {
  try {
    return parsePolicy(read(file))
  } catch (error) {
    throw new Error(`The policy cannot be used: ${error instanceof Error ? error.message : 'unreadable'}.`)
  }
}

function vkeysFrom(file: string | undefined): string[] {
  if (file === undefined) throw new Error('Give the ledger’s verifier key: --vkey KEY, or --trust FILE.')
  if (!existsSync(file))
    throw new Error('There is no trust file here: start the trial once, or give --trust FILE.')
  const trust = Trust.parse(JSON.parse(read(file)))
  return [trust.ledgerVkey, ...(trust.ledgerOtherVkeys ?? [])]
}

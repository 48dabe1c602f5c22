import path from 'node:path'
import { parseArgs } from 'node:util'
import { addAuditor, auditorsFile, listAuditors, revokeAuditor } from '#services/ledger/auditors'

const USAGE = `Keys by which auditors read the ledger's entries as files. Run it on the key service's host.

  npm run auditor:key -- add NAME       mints a key and shows it once
  npm run auditor:key -- list           ids, names, dates
  npm run auditor:key -- revoke ID      refuses it from the next request on

KEYD_HOME says where the key service keeps its files; without it, the trial of this checkout.`

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean', short: 'h' } },
})
const { KEYD_HOME, STATE_DIR } = process.env
const home = KEYD_HOME ?? (STATE_DIR && path.join(STATE_DIR, 'keyd'))
const [verb, what] = positionals

async function run(): Promise<number> {
  if (values.help || home === undefined) {
    console.log(USAGE)
    return values.help ? 0 : 2
  }
  const file = auditorsFile(home)
  if (verb === 'add' && what !== undefined) {
    const { id, key } = await addAuditor(file, what, Date.now())
    console.log(`Auditor ${id}. Its key, which is not kept and not shown again:\n${key}`)
    return 0
  }
  if (verb === 'revoke' && what !== undefined) {
    const done = await revokeAuditor(file, what, Date.now())
    console.log(done ? `Auditor ${what} is refused from now on.` : 'There is no such live key.')
    return done ? 0 : 1
  }
  if (verb === 'list') {
    for (const { id, name, createdAt, revokedAt } of await listAuditors(file)) {
      const until = revokedAt === undefined ? 'live' : `revoked ${new Date(revokedAt).toISOString()}`
      console.log(`${id}  ${new Date(createdAt).toISOString()}  ${until}  ${name}`)
    }
    return 0
  }
  console.log(USAGE)
  return 2
}

process.exitCode = await run().catch((error: unknown) => {
  console.log(error instanceof Error ? error.message : 'The keys of auditors could not be read.')
  return 2
})

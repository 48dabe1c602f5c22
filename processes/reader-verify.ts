import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Trust } from '#domain/trust'
import { findLedger } from '#lib/trial-ledger'
import { fetchReader, readerDifferences, readStartEntry } from '#services/keys/verify-reader'

const USAGE = `Compares the reader that its host serves with what the ledger recorded when the key service started.

  npm run reader:verify                                   the trial of this checkout
  npm run reader:verify -- --origin URL --database URL --trust FILE

Exit status 0 when they are the same, 1 when they differ, 2 when one of them could not be read.`

async function run(): Promise<0 | 1 | 2> {
  const { values } = parseArgs({
    options: {
      origin: { type: 'string' },
      database: { type: 'string' },
      trust: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) {
    console.log(USAGE)
    return 0
  }
  const place = findLedger()
  const database = values.database ?? place.database
  const trustFile = values.trust ?? place.trustFile
  if (database === undefined || trustFile === undefined)
    throw new Error('There is no running trial here: give --database URL and --trust FILE.')
  const trust = Trust.parse(JSON.parse(readFileSync(trustFile, 'utf8')))
  const origin = values.origin ?? trust.readerOrigin
  const vkeys = [trust.ledgerVkey, ...(trust.ledgerOtherVkeys ?? [])]
  const { reader, index, size, proof } = await readStartEntry(database, vkeys)
  const differences = readerDifferences(await fetchReader(origin), reader)
  console.log(`Entry ${index} of ${size} is proved by ${proof.length} hashes to a signed checkpoint.`)
  if (differences.length === 0) console.log(`The reader is the recorded one: ${reader['index.html']}.`)
  else console.log(`The reader is NOT the recorded one.\n${differences.join('\n')}`)
  return differences.length === 0 ? 0 : 1
}

process.exitCode = await run().catch((error: unknown) => {
  console.log(error instanceof Error ? error.message : 'The reader could not be compared.')
  return 2
})

import { parseArgs } from 'node:util'
import { z } from 'zod'
import { beginOrigin } from '#services/keys/server/ledger/new-origin'
import { keyPaths, runKeysTool } from '#services/keys/server/operator/keys-tool'

/** `npm run keys:new-origin -- --export DIR [--reason compromise|loss] [--checkpoint FILE]`, with no key service running. */
runKeysTool(async () => {
  const { values } = parseArgs({
    options: {
      export: { type: 'string' },
      reason: { type: 'string', default: 'compromise' },
      checkpoint: { type: 'string' },
    },
  })
  const databaseUrl = process.env.KEYD_DATABASE_URL
  if (!values.export || !databaseUrl)
    throw new Error('Set KEYD_DATABASE_URL, and say where the old ledger goes: --export DIRECTORY')
  const { trust, cosigned } = await beginOrigin({
    ...{ ...keyPaths(), databaseUrl, exportDirectory: values.export, checkpointFile: values.checkpoint },
    reason: z.enum(['compromise', 'loss']).parse(values.reason),
    print: (line) => console.log(line),
  })
  const word = cosigned
    ? 'Its first entry will name the last cosigned checkpoint of the old ledger.'
    : 'No witness cosigned the old ledger: its first entry names the last checkpoint that was kept beside the keys, which whoever had the key could have made too.'
  return `The new ledger is ${trust.ledgerVkey}
${word}
Give the new trust file to every host, rebuild the reader, name witnesses for the new key, and start the key service.`
})

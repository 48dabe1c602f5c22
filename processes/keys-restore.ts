import { parseArgs } from 'node:util'
import { restoreBackup } from '#services/keys/server/backup/restore-backup'
import { keyPaths, runKeysTool } from '#services/keys/server/operator/keys-tool'

/** `npm run keys:restore -- --from DIR SHARE SHARE SHARE` makes KEYD_HOME and TRUST_FILE anew. */
runKeysTool(async () => {
  const { values, positionals } = parseArgs({ options: { from: { type: 'string' } }, allowPositionals: true })
  if (!values.from || positionals.length === 0)
    throw new Error(
      'Say what to restore from: npm run keys:restore -- --from DIRECTORY SHARE-FILE SHARE-FILE …',
    )
  const { home, trustFile } = keyPaths()
  const { files, at } = await restoreBackup({
    directory: values.from,
    shareFiles: positionals,
    home,
    trustFile,
  })
  return `${files} files are restored to ${home}, as they were on ${new Date(at).toISOString()}.
Is that your newest copy? Then start the key service: it checks the ledger against them first.`
})

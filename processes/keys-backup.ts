import { parseArgs } from 'node:util'
import { readBackupTarget, syncBackup } from '#services/keys/server/backup/backup'
import { beginBackup } from '#services/keys/server/backup/begin-backup'
import { keyPaths, runKeysTool } from '#services/keys/server/operator/keys-tool'

/**
 * `npm run keys:backup -- --to DIR --shares-to DIR [--needed 3 --shares 5]` begins a backup; `npm run keys:backup`
 * synchronises it, once a day at least.
 */
runKeysTool(async () => {
  const { values } = parseArgs({
    options: {
      to: { type: 'string' },
      'shares-to': { type: 'string' },
      needed: { type: 'string', default: '3' },
      shares: { type: 'string', default: '5' },
    },
  })
  const { home, trustFile } = keyPaths()
  const target = await readBackupTarget(home)
  if (target && values.to === undefined) {
    const { written, destroyed } = await syncBackup(home, target, Date.now())
    return `Backup ${target.id}: ${written} files written, ${destroyed} destroyed.`
  }
  if (!values.to || !values['shares-to'])
    throw new Error(
      'There is no backup yet. Begin one: npm run keys:backup -- --to DIRECTORY --shares-to DIRECTORY',
    )
  const plan = {
    ...{ home, trustFile, directory: values.to, sharesDirectory: values['shares-to'] },
    ...{ needed: Number(values.needed), shares: Number(values.shares) },
  }
  const files = await beginBackup(plan, Date.now())
  return `The backup is made. Give each share to another person, on another medium, and delete it here:
${files.map((file) => `  ${file}`).join('\n')}
Any ${values.needed} of them restore it. Run npm run keys:backup every day.`
})

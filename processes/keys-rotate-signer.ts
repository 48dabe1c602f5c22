import { parseArgs } from 'node:util'
import { askForSigner, finishSigner } from '#services/keys/server/operator/ask-rotation'
import { keyPaths, runKeysTool } from '#services/keys/server/operator/keys-tool'

/** `npm run keys:rotate-signer`, and with `-- --finish` once everyone has the new trust file. */
runKeysTool(async () => {
  const { values } = parseArgs({ options: { finish: { type: 'boolean', default: false } } })
  const { home, trustFile } = keyPaths()
  if (values.finish) {
    await finishSigner(home)
    return 'The old signing key is destroyed: checkpoints carry the new one only.'
  }
  const { from, to } = await askForSigner(home, trustFile)
  return `From   ${from}
To     ${to}
The key service records this and signs with both. Take ${trustFile} to every host, restart what reads it, publish the
new key to witnesses and auditors, and end with: npm run keys:rotate-signer -- --finish`
})

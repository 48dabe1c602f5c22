import { askForRootKey } from '#services/keys/server/operator/ask-rotation'
import { keyPaths, runKeysTool } from '#services/keys/server/operator/keys-tool'

/** `npm run keys:rotate-root`: a new root key, under load. */
runKeysTool(async () => {
  const { from, to } = await askForRootKey(keyPaths().home)
  return `The key service now wraps every epoch under ${to} and then destroys ${from}. The ledger says when it is done.`
})

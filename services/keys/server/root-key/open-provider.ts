import path from 'node:path'
import { readPrivateFile } from '../secrets/key-files'
import type { KeyProvider } from './key-provider'
import { localKeyProvider } from './local-provider'
import { TransitSettings, transitProvider } from './transit-provider'

/** KEYD_HOME/provider.json names another provider than the local key file. */
export async function openProvider(home: string): Promise<KeyProvider> {
  const settings = await readProviderSettings(home)
  return settings ? transitProvider(settings, home) : localKeyProvider(home)
}

export async function readProviderSettings(home: string): Promise<TransitSettings | undefined> {
  let text: string
  try {
    text = (await readPrivateFile(path.join(home, 'provider.json'))).toString('utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const settings = TransitSettings.safeParse(JSON.parse(text))
  if (!settings.success) throw new Error('provider.json is not what services/keys/README.md describes')
  return settings.data
}

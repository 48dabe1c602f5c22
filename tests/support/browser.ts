import { type Browser, chromium } from 'playwright-core'
import { askStores } from './stores'

type Found = { executablePath: string; args: string[]; env: Record<string, string> }

/** Debian's Chromium, or whichever the run found. Close it when the file is done. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, args, env } = await askStores<Found>('chromium')
  return chromium.launch({ executablePath, args, env: { ...process.env, ...env } as Record<string, string> })
}

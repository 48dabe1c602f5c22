import { readFile } from 'node:fs/promises'
import path from 'node:path'

export type Target = { url: string; key: string }

/**
 * Where to send to: the flags, then COUNTERSIGN_URL and COUNTERSIGN_API_KEY, then the trial that `npm start` keeps
 * in STATE_DIR.
 * @throws Error with one sentence that says what to do.
 */
export async function findTarget(
  flags: { url?: string | undefined; key?: string | undefined },
  env: NodeJS.ProcessEnv,
): Promise<Target> {
  const url =
    flags.url ??
    env.COUNTERSIGN_URL ??
    (await trialAddress(env.STATE_DIR)) ??
    `http://localhost:${env.PORT || 3000}`
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new Error('The address must be an http or https URL, such as http://localhost:3000.')
  const key = flags.key ?? env.COUNTERSIGN_API_KEY ?? (await trialKey(env.STATE_DIR))
  if (key === undefined)
    throw new Error(
      'No API key: start a trial with `npm start`, or give one with --key or COUNTERSIGN_API_KEY.',
    )
  return { url, key }
}

async function trialAddress(stateDir: string | undefined): Promise<string | undefined> {
  if (!stateDir) return undefined
  const text = await readFile(path.join(stateDir, 'address'), 'utf8').catch(() => '')
  return text.trim() || undefined
}

async function trialKey(stateDir: string | undefined): Promise<string | undefined> {
  if (!stateDir) return undefined
  try {
    const trial: unknown = JSON.parse(await readFile(path.join(stateDir, 'trial.json'), 'utf8'))
    const { apiKey } = trial as { apiKey?: unknown }
    return typeof apiKey === 'string' ? apiKey : undefined
  } catch {
    return undefined
  }
}

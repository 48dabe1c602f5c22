import { existsSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { toBase64Url, utf8 } from '#domain/bytes'
import { decodeEntry } from '#domain/ledger-entry'
import type { Handler, Sequencer } from '#services/ledger/sequencer'
import { sha256 } from '#services/ledger/tree'
import type { EpochStore } from '../epochs/epoch-store'
import { destroyFile, readPrivateFile, syncDirectory } from '../secrets/key-files'
import { ROOT_FILES } from './local-provider'
import { openProvider } from './open-provider'

/** What `npm run keys:rotate-root` leaves for the key service: names of root keys, never a key. */
export const ROTATION_FILE = 'root.rotation.json'
export const RootRotation = z.strictObject({ from: z.string().max(200), to: z.string().max(200) })
export type RootRotation = z.infer<typeof RootRotation>

type Step = RootRotation & { act: 'started' | 'finished'; provider: string; epochs: number }

/** Each step once, however often the process was killed on the way. */
const recordStep: Handler<Step, null> = {
  name: 'rotate-root',
  most: 1,
  run: async (tx, [input]) => {
    const { act, provider, epochs } = input!
    const [from, to] = [input!.from, input!.to].map((name) => toBase64Url(sha256(utf8(name)))) as [
      string,
      string,
    ]
    const [last] = await tx.query<{ bytes: Buffer }>(
      `SELECT e.bytes FROM keys.entry_index i JOIN keys.entry e ON e.idx = i.idx
       WHERE i.kind = 'root.rotated' ORDER BY i.idx DESC LIMIT 1`,
    )
    const known = last && decodeEntry(last.bytes)
    const done =
      known?.kind === 'root.rotated' && known.to === to && (known.act === act || known.act === 'finished')
    if (!done) tx.append({ kind: 'root.rotated', act, provider, from, to, epochs })
    return [null]
  },
}

/**
 * Carries out a rotation of the root key that was asked for, or goes on with one that was cut short: every epoch file
 * is wrapped anew, one by one, while both root keys are known; then the old one is destroyed. Keys in memory serve all
 * the while. @returns false when there was nothing to do.
 */
export async function continueRootRotation(
  home: string,
  epochs: EpochStore,
  sequencer: Sequencer,
): Promise<boolean> {
  const file = path.join(home, ROTATION_FILE)
  if (!existsSync(file)) return false
  const rotation = RootRotation.parse(JSON.parse((await readPrivateFile(file)).toString('utf8')))
  const provider = await openProvider(home)
  if (provider.keyName !== rotation.to) throw new Error('the root key to rotate to is not the one there is')
  const step = { ...rotation, provider: provider.name, epochs: epochs.records().length }
  await sequencer.submit(recordStep, { ...step, act: 'started' })
  await epochs.rewrapFiles(provider)
  if (provider.name === 'local-file') await replaceRootFile(home)
  await epochs.rewrapFiles(await openProvider(home))
  await sequencer.submit(recordStep, { ...step, act: 'finished', epochs: epochs.records().length })
  await destroyFile(file)
  return true
}

/** Every state between two of these lines is one that `localKeyProvider` reads and that this finishes. */
async function replaceRootFile(home: string): Promise<void> {
  const at = (name: string) => path.join(home, name)
  if (existsSync(at(ROOT_FILES.next))) {
    if (existsSync(at(ROOT_FILES.current))) await rename(at(ROOT_FILES.current), at(ROOT_FILES.old))
    await rename(at(ROOT_FILES.next), at(ROOT_FILES.current))
    await syncDirectory(home)
  }
  await destroyFile(at(ROOT_FILES.old))
}

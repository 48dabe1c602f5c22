import { createPrivateKey, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { Trust } from '#domain/trust'
import { generatePrivatePem, rawPublicKey, vkeyOf } from '#lib/ed25519'
import { LEDGER_FILES, readSigningKey } from '../ledger/ledger-signer'
import { ROOT_FILES, rootKeyName } from '../root-key/local-provider'
import { readProviderSettings } from '../root-key/open-provider'
import { ROTATION_FILE } from '../root-key/rotate-root'
import { transitProvider } from '../root-key/transit-provider'
import { destroyFile, ensurePrivateFile, readPrivateFile, writePrivateFile } from '../secrets/key-files'

/**
 * Asks for a new root key. Whoever may write KEYD_HOME may ask; the running key service carries it out within seconds
 * (rotate-root.ts), or the next one that starts. @returns the names of the old key and the new.
 */
export async function askForRootKey(home: string): Promise<{ from: string; to: string }> {
  const file = path.join(home, ROTATION_FILE)
  if (existsSync(file))
    throw new Error('a rotation of the root key is under way: let the key service finish it')
  const rotation = await newRootKey(home)
  await writePrivateFile(file, `${JSON.stringify(rotation)}\n`)
  return rotation
}

async function newRootKey(home: string): Promise<{ from: string; to: string }> {
  const settings = await readProviderSettings(home)
  if (settings) {
    const provider = await transitProvider(settings, home)
    const from = provider.keyName
    await provider.rotate()
    return { from, to: provider.keyName }
  }
  const current = await readPrivateFile(path.join(home, ROOT_FILES.current))
  const next = await ensurePrivateFile(path.join(home, ROOT_FILES.next), () => randomBytes(32))
  try {
    return { from: rootKeyName(current), to: rootKeyName(next) }
  } finally {
    current.fill(0)
    next.fill(0)
  }
}

/**
 * Makes the ledger's next signing key and has the trust file name it first and the old one after it. The running key
 * service takes it up within seconds and signs with both until `finishSigner`.
 */
export async function askForSigner(home: string, trustFile: string): Promise<{ from: string; to: string }> {
  if (existsSync(path.join(home, LEDGER_FILES.old)))
    throw new Error('the last rotation is not finished: npm run keys:rotate-signer -- --finish')
  const trust = Trust.parse(JSON.parse(await readFile(trustFile, 'utf8')))
  const current = await readSigningKey(home, LEDGER_FILES.current, trust.ledgerOrigin)
  if (!current) throw new Error('ledger.pem is missing')
  const pem = await ensurePrivateFile(path.join(home, LEDGER_FILES.next), generatePrivatePem)
  const { vkey } = vkeyOf(trust.ledgerOrigin, rawPublicKey(createPrivateKey(pem)))
  pem.fill(0)
  const ledgerOtherVkeys = [current.vkey, ...(trust.ledgerOtherVkeys ?? [])].filter(
    (key, i, all) => key !== vkey && all.indexOf(key) === i,
  )
  const changed: Trust = Trust.parse({ ...trust, ledgerVkey: vkey, ledgerOtherVkeys })
  await writePrivateFile(trustFile, `${JSON.stringify(changed, null, 2)}\n`)
  return { from: current.vkey, to: vkey }
}

/** Destroys the old key, once everyone has the new trust file: from then on only the new one signs. */
export async function finishSigner(home: string): Promise<void> {
  if (existsSync(path.join(home, LEDGER_FILES.next)))
    throw new Error('the key service has not taken up the new key yet')
  if (!existsSync(path.join(home, LEDGER_FILES.old))) throw new Error('there is no rotation to finish')
  await destroyFile(path.join(home, LEDGER_FILES.old))
}

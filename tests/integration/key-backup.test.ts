import { generateKeyPairSync } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { concat, fromBase64Url, lengthPrefixed, utf8 } from '#domain/bytes'
import { rawPublicKey } from '#lib/ed25519'
import { hpkeSeal } from '#lib/hpke'
import { listSealed, readBackupTarget, syncBackup } from '#services/keys/server/backup/backup'
import { beginBackup } from '#services/keys/server/backup/begin-backup'
import { readContents, writeContents } from '#services/keys/server/backup/manifest'
import { restoreBackup } from '#services/keys/server/backup/restore-backup'
import { runVerify } from '#services/ledger/verify-cli'
import { type KeyServiceForTests, startTestKeyService } from '../support/keys/key-service'
import type { SealedReport } from '../support/keys/sealed-reports'

function begin(
  { paths }: KeyServiceForTests,
  directory: string,
  sharesDirectory: string,
  needed: number,
  shares: number,
): Promise<string[]> {
  const { keydHome: home, trustFile } = paths
  return beginBackup({ home, trustFile, directory, sharesDirectory, needed, shares }, Date.now())
}

describe('a key service that lost its home', () => {
  let keys: KeyServiceForTests
  let place: string
  let directory: string
  let shares: string[]
  let report: SealedReport
  beforeAll(async () => {
    keys = await startTestKeyService()
    place = await mkdtemp(path.join(os.tmpdir(), 'backup-'))
    directory = path.join(place, 'backup')
    report = await keys.put({ count: 5 })
    await keys.adopted(report)
    shares = await begin(keys, directory, path.join(place, 'shares'), 3, 5)
  })
  afterAll(async () => {
    await keys?.stop()
    await rm(place, { recursive: true, force: true })
  })

  const restoreTo = (home: string, shareFiles: readonly string[], from = directory) =>
    restoreBackup({
      directory: from,
      shareFiles,
      home,
      trustFile: path.join(home, '..', 'restored-trust.json'),
    })
  const nowhere = () => path.join(place, 'nowhere')

  it('writes five shares and sealed files that only their owner reads, none of them a key in the clear', async () => {
    expect(shares).toHaveLength(5)
    const files = [
      ...shares,
      ...(await listSealed(directory)).map((name) => path.join(directory, `${name}.sealed`)),
    ]
    for (const file of files) expect((await stat(file)).mode & 0o777).toBe(0o600)
    const root = await readFile(keys.paths.rootKey)
    for (const file of files) {
      const content = await readFile(file)
      expect(content.includes(root) || content.toString('latin1').includes('PRIVATE')).toBe(false)
      expect(content.toString('latin1')).not.toContain(root.toString('base64'))
    }
    await expect(begin(keys, path.join(place, 'second'), place, 2, 3)).rejects.toThrow('has a backup already')
  })

  it('synchronises what changed and nothing else, and destroys what is gone', async () => {
    const home = keys.paths.keydHome
    const target = (await readBackupTarget(home))!
    await syncBackup(home, target, Date.now())
    const names = await listSealed(directory)
    expect(names.filter((name) => name.startsWith('epochs/')).length).toBeGreaterThanOrEqual(16)
    const times = async () => {
      const found = await Promise.all(names.map((name) => stat(path.join(directory, `${name}.sealed`))))
      return names
        .map((name, i) => [name, found[i]!.mtimeMs] as const)
        .filter(([name]) => name.startsWith('epochs/'))
    }
    const before = await times()
    expect((await syncBackup(home, target, Date.now())).destroyed).toBe(0)
    expect(await times()).toEqual(before)

    const extra = path.join(home, 'epochs', 'gone.json')
    await writeFile(extra, '{}', { mode: 0o600 })
    await syncBackup(home, target, Date.now())
    expect(await listSealed(directory)).toContain('epochs/gone.json')
    await rm(extra)
    expect((await syncBackup(home, target, Date.now())).destroyed).toBe(1)
    expect(await listSealed(directory)).not.toContain('epochs/gone.json')
  })

  it('opens nothing with two of three shares, and names a share that is damaged, foreign or given twice', async () => {
    await expect(restoreTo(nowhere(), shares.slice(0, 2))).rejects.toThrow('2 of 3 shares are not enough')
    await expect(restoreTo(nowhere(), [shares[0]!, shares[1]!, shares[0]!])).rejects.toThrow(
      'the same share (amber)',
    )

    const damaged = path.join(place, 'damaged.txt')
    const text = await readFile(shares[1]!, 'utf8')
    for (const change of [
      (all: string) => all.replace('birch', 'cedar'),
      (all: string) => all.replace(/share: (.)/, (_, first) => `share: ${first === 'A' ? 'B' : 'A'}`),
      (all: string) => all.replace('needed: 3', 'needed: 2'),
      (all: string) => all.slice(0, -4),
    ]) {
      await writeFile(damaged, change(text))
      await expect(restoreTo(nowhere(), [shares[0]!, damaged, shares[2]!])).rejects.toThrow(
        'damaged.txt is damaged',
      )
    }
    await writeFile(damaged, 'a shopping list')
    await expect(restoreTo(nowhere(), [damaged])).rejects.toThrow('not a share')

    const other = await startTestKeyService()
    const foreign = await begin(other, path.join(place, 'other'), path.join(place, 'other-shares'), 2, 2)
    await other.stop()
    await expect(restoreTo(nowhere(), [shares[0]!, foreign[0]!, shares[2]!])).rejects.toThrow(
      'share of another backup',
    )
    expect(await readdir(place)).not.toContain('nowhere')
  })

  it('restores nothing that the key service did not sign, and names it', async () => {
    const home = keys.paths.keydHome
    const first = path.join(home, 'first-people.json')
    if (!existsSync(first)) await writeFile(first, '[]', { mode: 0o600 })
    const target = (await readBackupTarget(home))!
    await syncBackup(home, target, Date.now())
    expect(await listSealed(directory)).toContain('first-people.json')
    expect(await listSealed(directory)).not.toContain('backup-signer.pem')

    const copy = path.join(place, 'copy')
    const chosen = shares.slice(0, 3)
    const at = (name: string) => path.join(copy, name)
    /** What anybody who reads the directory can make: the public key to seal to lies in it. */
    const forge = (name: string) => {
      const info = concat(utf8('countersign/v1/backup'), lengthPrefixed(target.id, name))
      const recipient = fromBase64Url(target.publicKey)
      const { enc, ciphertext } = hpkeSeal(recipient, info, new Uint8Array(), utf8('[]'))
      return Buffer.concat([enc, ciphertext])
    }
    const list = 'countersign-backup.manifest.json'
    const head = 'countersign-backup.json'
    const attacks: [() => Promise<unknown>, string][] = [
      ...['first-people.json', 'staff.json', 'trust.json'].map((name): [() => Promise<unknown>, string] => [
        () => writeFile(at(`${name}.sealed`), forge(name)),
        `${name}.sealed`,
      ]),
      [() => rm(at('first-people.json.sealed')), 'first-people.json.sealed is missing'],
      [() => writeFile(at('provider.json.sealed'), forge('provider.json')), 'provider.json.sealed was added'],
      [() => rm(at(list)), list],
      [
        async () => {
          const signed = JSON.parse(await readFile(at(list), 'utf8'))
          const contents = JSON.parse(Buffer.from(signed.contents, 'base64url').toString())
          contents.files['staff.json'] = ['absent']
          signed.contents = Buffer.from(JSON.stringify(contents)).toString('base64url')
          await writeFile(at(list), JSON.stringify(signed))
        },
        list,
      ],
      [
        async () => {
          const { privateKey, publicKey } = generateKeyPairSync('ed25519')
          const { files } = await readContents(copy, target)
          await writeContents(copy, privateKey, { v: 1, id: target.id, files, at: 0 })
          const signerKey = rawPublicKey(publicKey).toString('base64url')
          const own = JSON.parse(await readFile(at(head), 'utf8'))
          await writeFile(at(head), JSON.stringify({ ...own, signerKey }))
        },
        'names another signing key',
      ],
    ]
    for (const [attack, named] of attacks) {
      await rm(copy, { recursive: true, force: true })
      await cp(directory, copy, { recursive: true })
      await attack()
      await expect(restoreTo(nowhere(), chosen, copy)).rejects.toThrow(named)
      expect(await readdir(place)).not.toContain('nowhere')
      expect(await readdir(place)).not.toContain('restored-trust.json')
    }

    // A synchronisation that finds its own file changed writes it again.
    await writeFile(path.join(directory, 'trust.json.sealed'), forge('trust.json'))
    await syncBackup(home, target, Date.now())
    expect((await restoreTo(path.join(place, 'elsewhere'), chosen)).files).toBeGreaterThan(16)
  })

  it('comes back from three of five shares: releases work and the ledger verifies', async () => {
    const { keydHome: home, trustFile } = keys.paths
    await syncBackup(home, (await readBackupTarget(home))!, Date.now())
    const trust = await readFile(trustFile)
    await keys.stopService()
    // What the last minutes wrote: the drill restores it as the daily synchronisation left it.
    await rm(home, { recursive: true })
    await rm(trustFile)
    await expect(keys.startService()).rejects.toThrow()

    const chosen = [shares[4]!, shares[1]!, shares[3]!]
    await restoreBackup({ directory, shareFiles: chosen, home, trustFile })
    expect((await readFile(trustFile)).equals(trust)).toBe(true)
    await expect(restoreBackup({ directory, shareFiles: chosen, home, trustFile })).rejects.toThrow(
      'not empty',
    )
    await keys.startService()
    const mara = await keys.session('mara')
    const { grant } = await mara.claim(report.caseId)
    const { keys: released } = await mara.release(grant.id, grant.messages)
    expect(released).toHaveLength(5)
    expect(
      await runVerify(['--database', keys.database.keyd, '--trust', trustFile], {}, () => undefined),
    ).toBe(0)
  })
})

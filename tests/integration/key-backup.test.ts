import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listSealed, readBackupTarget, syncBackup } from '#services/keys/server/backup'
import { beginBackup } from '#services/keys/server/begin-backup'
import { restoreBackup } from '#services/keys/server/restore-backup'
import { runVerify } from '#services/ledger/verify-cli'
import { type KeyServiceForTests, startTestKeyService } from '../support/keys/key-service'
import type { SealedReport } from '../support/keys/sealed-reports'

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
    shares = await beginBackup({
      ...{ home: keys.paths.keydHome, trustFile: keys.paths.trustFile, directory },
      ...{ sharesDirectory: path.join(place, 'shares'), needed: 3, shares: 5 },
    })
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
    const again = beginBackup({
      ...{
        home: keys.paths.keydHome,
        trustFile: keys.paths.trustFile,
        directory: path.join(place, 'second'),
      },
      ...{ sharesDirectory: place, needed: 2, shares: 3 },
    })
    await expect(again).rejects.toThrow('has a backup already')
  })

  it('synchronises what changed and nothing else, and destroys what is gone', async () => {
    const home = keys.paths.keydHome
    const target = (await readBackupTarget(home))!
    await syncBackup(home, target)
    const names = await listSealed(directory)
    expect(names.filter((name) => name.startsWith('epochs/')).length).toBeGreaterThanOrEqual(16)
    const times = async () => {
      const found = await Promise.all(names.map((name) => stat(path.join(directory, `${name}.sealed`))))
      return names
        .map((name, i) => [name, found[i]!.mtimeMs] as const)
        .filter(([name]) => name.startsWith('epochs/'))
    }
    const before = await times()
    expect((await syncBackup(home, target)).destroyed).toBe(0)
    expect(await times()).toEqual(before)

    const extra = path.join(home, 'epochs', 'gone.json')
    await writeFile(extra, '{}', { mode: 0o600 })
    await syncBackup(home, target)
    expect(await listSealed(directory)).toContain('epochs/gone.json')
    await rm(extra)
    expect((await syncBackup(home, target)).destroyed).toBe(1)
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
    const foreign = await beginBackup({
      ...{
        home: other.paths.keydHome,
        trustFile: other.paths.trustFile,
        directory: path.join(place, 'other'),
      },
      ...{ sharesDirectory: path.join(place, 'other-shares'), needed: 2, shares: 2 },
    })
    await other.stop()
    await expect(restoreTo(nowhere(), [shares[0]!, foreign[0]!, shares[2]!])).rejects.toThrow(
      'share of another backup',
    )
    expect(await readdir(place)).not.toContain('nowhere')
  })

  it('comes back from three of five shares: releases work and the ledger verifies', async () => {
    const { keydHome: home, trustFile } = keys.paths
    await syncBackup(home, (await readBackupTarget(home))!)
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

import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Pool } from 'undici'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { fromBase64 } from '#domain/bytes'
import { verifyConsistency } from '#domain/merkle'
import { createLog } from '#lib/log'
import { type Relay, startRelay } from '#services/keys/relay'
import { startKeyService } from '#services/keys/server/server'
import { addAuditor, auditorsFile, listAuditors, revokeAuditor } from '#services/ledger/auditors'
import { readNote } from '#services/ledger/note-signers'
import { sha256 } from '#services/ledger/tree'
import { runVerify } from '#services/ledger/verify-cli'
import { verifyDirectory } from '#services/ledger/verify-sources'
import { startWitness } from '#services/witness/server'
import { type KeyServiceForTests, startTestKeyService } from '../support/keys/key-service'
import { rewriteLedger } from '../support/ledger/rewrite-ledger'

const silent = createLog('test', 'silent')

describe('a ledger that is published and watched', () => {
  let keys: KeyServiceForTests
  let state: string
  let ledgerDir: string
  let policy: string
  let witness: Awaited<ReturnType<typeof startWitness>> | undefined
  let witnessPort = 0
  let running: Awaited<ReturnType<typeof startKeyService>> | undefined
  let relay: Relay | undefined

  beforeAll(async () => {
    keys = await startTestKeyService()
    await keys.stopService()
    state = await mkdtemp(path.join(os.tmpdir(), 'published-'))
    ledgerDir = path.join(state, 'ledger')
    await startTheWitness()
    policy = `witness one ${witness!.vkey} http://127.0.0.1:${witnessPort}\nquorum one\n`
  })
  afterEach(stopKeyService)
  afterAll(async () => {
    await witness?.close()
    await keys?.stop()
    await rm(state, { recursive: true, force: true })
  })

  async function startTheWitness(home = path.join(state, 'witness')): Promise<void> {
    witness = await startWitness({
      ...{ home, name: 'witness.test/one', host: '127.0.0.1', port: witnessPort, log: silent },
      policy: `log ${keys.trust.ledgerVkey}\nquorum none\n`,
    })
    witnessPort = witness.port
  }
  async function startKeys(more: { watched?: boolean; directory?: string } = {}): Promise<void> {
    const { watched = true, directory = ledgerDir } = more
    running = await startKeyService({
      mode: 'trial',
      databaseUrl: keys.database.keyd,
      socket: keys.socket,
      home: keys.paths.keydHome,
      trust: watched ? { ...keys.trust, ledgerPolicy: policy } : keys.trust,
      readerDir: path.join(path.dirname(keys.socket), 'reader'),
      ledgerDir: directory,
      allowVolatileStore: true,
      log: silent,
    })
  }
  async function stopKeyService(): Promise<void> {
    await relay?.close()
    relay = undefined
    await running?.close()
    running = undefined
  }
  async function startTheRelay(): Promise<string> {
    const readerDir = path.join(state, 'reader')
    await mkdir(readerDir, { recursive: true })
    await writeFile(path.join(readerDir, 'index.html'), '<!doctype html>')
    const csp = { 'content-security-policy': `default-src 'none'; frame-ancestors http://localhost:3000` }
    await writeFile(path.join(readerDir, 'policy.json'), JSON.stringify(csp))
    relay = await startRelay({
      ...{ host: '127.0.0.1', port: 0, keydSocket: keys.socket, readerDir, ledgerDir, log: silent },
      consoleOrigin: 'http://localhost:3000',
    })
    return `http://127.0.0.1:${relay.port}/ledger`
  }
  const facts = (count: number) =>
    keys.worker.facts(
      Array.from({ length: count }, (_, i) => ({ fact: 'test.made', personId: 'x', ref: `n${i}` })),
    )
  const published = async (directory = ledgerDir) =>
    readNote(await readFile(path.join(directory, 'checkpoint'), 'utf8').catch(() => ''))
  /** Waits until all that is committed is published. */
  async function caughtUp(directory = ledgerDir): Promise<number> {
    const { size } = running!.service.sequencer.committed
    await expect
      .poll(async () => (await published(directory))?.checkpoint.size ?? 0, { timeout: 20_000 })
      .toBeGreaterThanOrEqual(size)
    return size
  }
  async function verify(...args: string[]) {
    const lines: string[] = []
    const status = await runVerify(args, { trustFile: keys.paths.trustFile }, (line) => lines.push(line))
    return { status, text: lines.join('\n') }
  }

  it('writes tiles, bundles and then the checkpoint, cosigned, and goes on after a restart', async () => {
    await startKeys()
    await facts(200)
    await caughtUp()
    await stopKeyService()
    await startKeys()
    await facts(200)
    await facts(200)
    const size = await caughtUp()
    expect(size).toBeGreaterThan(512)
    const note = (await published())!
    expect(note.note.signatures.map((line) => line.name)).toContain('witness.test/one')
    expect((await readFile(path.join(keys.paths.keydHome, 'cosigned'), 'utf8')).length).toBeGreaterThan(0)
    // Tiles are for everyone, entries for auditors only.
    const bundles = path.join(keys.paths.keydHome, 'entries/tile/entries')
    expect((await stat(path.join(ledgerDir, 'tile/0/000'))).mode & 0o777).toBe(0o644)
    expect((await stat(path.join(bundles, '000'))).mode & 0o777).toBe(0o600)
    expect(await readdir(path.join(ledgerDir, 'tile'))).not.toContain('entries')
    // The partial tiles of what is full by now are gone.
    expect(await readdir(path.join(ledgerDir, 'tile/0'))).not.toContain('000.p')
    const pool = new Pool('http://keyd', { socketPath: keys.socket })
    const metrics = await (await pool.request({ method: 'GET', path: '/metrics' })).body.text()
    await pool.destroy()
    expect(metrics).toMatch(/countersign_cosigned_checkpoint_age_seconds\{[^}]*\} \d/)
  })

  it('gives the same tree from tiles as from the database, with every byte hashed', async () => {
    await startKeys()
    await caughtUp()
    await stopKeyService()
    const whole = await mkdtemp(path.join(state, 'whole-'))
    await cp(ledgerDir, whole, { recursive: true })
    await cp(path.join(keys.paths.keydHome, 'entries'), whole, { recursive: true })
    expect(await verifyDirectory(keys.trust.ledgerVkey, whole)).toMatchObject({ ok: true, entriesRead: true })
    const policyFile = path.join(state, 'policy')
    await writeFile(policyFile, policy)
    const vkey = keys.trust.ledgerVkey
    expect((await verify('--dir', whole, '--policy', policyFile, '--vkey', vkey)).text).toContain(
      'Cosigned up to',
    )
  })

  it('writes over what is missing or cut short since the last time', async () => {
    await rm(path.join(ledgerDir, 'tile/0/001'))
    await writeFile(path.join(ledgerDir, 'tile/0/000'), 'cut')
    await startKeys()
    await facts(1)
    await caughtUp()
    expect((await stat(path.join(ledgerDir, 'tile/0/000'))).size).toBe(8_192)
    expect((await stat(path.join(ledgerDir, 'tile/0/001'))).size).toBe(8_192)
  })

  it('serves tiles to everyone, proofs to everyone, and entries to auditors only', async () => {
    await startKeys()
    const url = await startTheRelay()
    const size = await caughtUp()
    const tile = await fetch(`${url}/tile/0/000`)
    expect(tile.headers.get('cache-control')).toContain('immutable')
    expect((await tile.arrayBuffer()).byteLength).toBe(8_192)
    expect((await fetch(`${url}/checkpoint`)).headers.get('cache-control')).toBe('public, max-age=1')
    for (const nowhere of ['tile/0/999', 'tile/0/000.p/256', 'cosigned', 'tile/entries/0'])
      expect((await fetch(`${url}/${nowhere}`)).status).toBe(404)

    const answer = await fetch(`${url}/proof/consistency?from=200&to=${size}`)
    const { proof } = (await answer.json()) as { proof: string[] }
    const { sequencer } = running!.service
    const [old, now] = [sequencer.treeView.root(200), sequencer.treeView.root(size)]
    expect(verifyConsistency(sha256, 200, size, old, now, proof.map(fromBase64))).toBe(true)
    for (const query of ['from=2&to=1', 'from=0&to=999999999', 'from=-1&to=1', 'from=1', 'from=1&to=2&x=1'])
      expect([400, 404, 422]).toContain((await fetch(`${url}/proof/consistency?${query}`)).status)

    const bundle = `${url}/tile/entries/000`
    expect((await fetch(bundle)).status).toBe(401)
    const file = auditorsFile(keys.paths.keydHome)
    const [first, second] = [await addAuditor(file, 'bureau', 1), await addAuditor(file, 'second', 2)]
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readFile(file, 'utf8')).not.toContain(first.key)
    const withKey = (key: string) => fetch(bundle, { headers: { authorization: `Bearer ${key}` } })
    const before = (await keys.entries()).filter((entry) => entry.kind === 'ledger.read').length
    for (const { key } of [first, first, second]) expect((await withKey(key)).status).toBe(200)
    const reads = (await keys.entries()).filter((entry) => entry.kind === 'ledger.read').slice(before)
    expect(reads.map((entry) => entry.who)).toEqual([`auditor:${first.id}`, `auditor:${second.id}`])
    expect(await revokeAuditor(file, first.id, 3)).toBe(true)
    expect(await revokeAuditor(file, first.id, 4)).toBe(false)
    expect((await listAuditors(file)).map((auditor) => auditor.revokedAt)).toEqual([3, undefined])
    expect((await withKey(first.key)).status).toBe(401)
    expect((await withKey(second.key)).status).toBe(200)

    // The command reads the same over HTTP: with a key every entry, without one the tiles.
    const token = path.join(state, 'token')
    await writeFile(token, `${second.key}\n`)
    await caughtUp()
    const old200 = path.join(state, 'since')
    await writeFile(old200, running!.service.sequencer.committed.checkpoint)
    await facts(1)
    await caughtUp()
    const full = await verify('--url', url, '--token-file', token, '--since', old200)
    expect(full).toMatchObject({ status: 0, text: expect.stringContaining('The ledger is whole') })
    expect(await verify('--url', url)).toMatchObject({
      status: 0,
      text: expect.stringContaining('No entry was hashed'),
    })
    await writeFile(token, first.key)
    expect((await verify('--url', url, '--token-file', token)).status).toBe(2)
  })

  it('lags without its witness, shows the age, and catches up when the witness is back', async () => {
    await startKeys()
    const size = await caughtUp()
    await witness!.close()
    await facts(5)
    const before = running!.service.publisher.state
    await running!.service.publisher.publishNow()
    expect((await published())!.checkpoint.size).toBe(size)
    expect(running!.service.publisher.state).toEqual(before)
    await startTheWitness()
    expect(await caughtUp()).toBeGreaterThan(size)
  })

  it('publishes its own signature alone where no witness is named', async () => {
    const directory = path.join(state, 'unwatched')
    await startKeys({ watched: false, directory })
    await caughtUp(directory)
    expect((await published(directory))!.note.signatures).toHaveLength(1)
    expect(running!.service.publisher.state).toEqual({ witnesses: 0 })
  })

  it('does not start on a history that was rewritten and signed anew with the stolen key', async () => {
    await startKeys()
    await caughtUp()
    await stopKeyService()
    const cosigned = path.join(keys.paths.keydHome, 'cosigned')
    const kept = path.join(keys.paths.keydHome, 'checkpoint')
    const [good, own] = [await readFile(cosigned, 'utf8'), await readFile(kept, 'utf8')]
    await keys.owner.query('CREATE TABLE keys.kept AS TABLE keys.entry')
    await keys.owner.query('CREATE TABLE keys.kept_head AS TABLE keys.head')
    await keys.owner.query('CREATE TABLE keys.kept_checkpoint AS TABLE keys.checkpoint')
    // The thief has the signing key, every table, and the checkpoint file; not the witness's key.
    const { rows } = await keys.owner.query<{ bytes: Buffer }>('SELECT bytes FROM keys.entry ORDER BY idx')
    const rewritten = await rewriteLedger(keys.owner, keys.paths.ledgerKey, keys.trust.ledgerOrigin, rows, 20)
    await writeFile(kept, rewritten)
    await expect(startKeys()).rejects.toThrow('not the one that witnesses cosigned')
    const policyFile = path.join(state, 'policy')
    await writeFile(policyFile, policy)
    const vkey = keys.trust.ledgerVkey
    const args = ['--database', keys.database.keyd, '--vkey', vkey, '--policy', policyFile]
    // Without tiles the range, with the tiles that were published before the entry itself.
    const without = await verify(...args, '--since', cosigned)
    expect(without).toMatchObject({ status: 1, text: expect.stringMatching(/between \d+ and \d+/) })
    const named = await verify(...args, '--since', cosigned, '--tiles', ledgerDir)
    expect(named).toMatchObject({ status: 1, text: expect.stringContaining('first bad index 20.') })
    expect((await verify(...args)).text).toContain('lacks the cosignatures')

    // Without the file the service starts, and the witness refuses.
    await rm(cosigned)
    await startKeys()
    const before = (await published())!.checkpoint.size
    await facts(3)
    await running!.service.publisher.publishNow()
    expect((await published())!.checkpoint.size).toBe(before)
    await stopKeyService()
    for (const [table, copy] of [
      ['entry', 'kept'],
      ['head', 'kept_head'],
      ['checkpoint', 'kept_checkpoint'],
    ])
      await keys.owner.query(
        `DELETE FROM keys.${table}; INSERT INTO keys.${table} SELECT * FROM keys.${copy}; DROP TABLE keys.${copy}`,
      )
    await keys.owner.query('DELETE FROM keys.entry_index WHERE idx >= (SELECT size FROM keys.head)')
    await writeFile(kept, own)
    await writeFile(cosigned, good)
    await startKeys()
    await stopKeyService()
  })
})

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { utf8 } from '#domain/bytes'
import { leafHash, verifyInclusion } from '#domain/merkle'
import { readStartEntry } from '#services/keys/verify-reader'
import { sha256 } from '#services/ledger/tree'
import { runVerify } from '#services/ledger/verify-cli'
import { type KeyServiceForTests, startTestKeyService } from '../support/keys/key-service'

describe('verifying a ledger offline', () => {
  let keys: KeyServiceForTests
  let trustFile: string
  let directory: string
  beforeAll(async () => {
    keys = await startTestKeyService()
    trustFile = keys.paths.trustFile
    directory = await mkdtemp(path.join(os.tmpdir(), 'ledger-'))
    const facts = Array.from({ length: 200 }, (_, i) => ({ fact: 'test.made', personId: 'x', ref: `n${i}` }))
    await keys.worker.facts(facts)
    await keys.worker.facts(facts)
    await keys.stopService()
  })
  afterAll(async () => {
    await rm(directory, { recursive: true, force: true })
    await keys?.stop()
  })

  async function verify(...args: string[]) {
    const lines: string[] = []
    const defaults = {
      database: keys.database.keyd,
      trustFile,
      keptCheckpoint: path.join(keys.paths.keydHome, 'checkpoint'),
    }
    const status = await runVerify(args, defaults, (line) => lines.push(line))
    return { status, text: lines.join('\n') }
  }

  /** Changes the database, verifies, and changes it back. */
  async function tampered(statement: string, values: unknown[] = []) {
    await keys.owner.query('BEGIN')
    await keys.owner.query('CREATE TABLE keys.kept_entry AS TABLE keys.entry')
    await keys.owner.query('CREATE TABLE keys.kept_head AS TABLE keys.head')
    await keys.owner.query('CREATE TABLE keys.kept_checkpoint AS TABLE keys.checkpoint')
    await keys.owner.query(statement, values)
    await keys.owner.query('COMMIT')
    try {
      return await verify()
    } finally {
      for (const table of ['entry', 'head', 'checkpoint'])
        await keys.owner.query(
          `DELETE FROM keys.${table}; INSERT INTO keys.${table} SELECT * FROM keys.kept_${table}; DROP TABLE keys.kept_${table}`,
        )
    }
  }

  beforeEach(async () => {
    expect(await verify()).toMatchObject({ status: 0 })
  })

  it('names the entry whose byte was changed', async () => {
    const { status, text } = await tampered(
      'UPDATE keys.entry SET bytes = set_byte(bytes, 20, get_byte(bytes, 20) # 1) WHERE idx = 123',
    )
    expect({ status, text }).toEqual({ status: 1, text: expect.stringContaining('first bad index 123.') })
  })

  it('names the first entry that is missing, in the middle and at the end', async () => {
    expect((await tampered('DELETE FROM keys.entry WHERE idx IN (7, 300)')).text).toContain(
      'first bad index 7.',
    )
    expect((await tampered('DELETE FROM keys.entry WHERE idx > 350')).text).toContain('first bad index 351.')
  })

  it('sees an entry that was rewritten together with its leaf hash', async () => {
    const { rows } = await keys.owner.query<{ bytes: Buffer }>('SELECT bytes FROM keys.entry WHERE idx = 50')
    const forged = utf8(rows[0]!.bytes.toString('utf8').replace('test.made', 'test.fake'))
    const { status, text } = await tampered('UPDATE keys.entry SET bytes = $1, leaf = $2 WHERE idx = 50', [
      Buffer.from(forged),
      leafHash(sha256, forged),
    ])
    expect(status).toBe(1)
    expect(text).toMatch(/first bad index between \d+ and \d+/)
  })

  it('sees a history cut short even when head and checkpoints were cut with it', async () => {
    const { status, text } = await tampered(
      `DO $$ BEGIN DELETE FROM keys.entry WHERE idx >= 5; DELETE FROM keys.checkpoint;
       UPDATE keys.head SET size = 5; END $$`,
    )
    expect({ status, text }).toEqual({ status: 1, text: expect.stringContaining('shorter') })
  })

  it('sees two entries that changed places', async () => {
    const { status } = await tampered(
      `UPDATE keys.entry SET bytes = other.bytes, leaf = other.leaf
       FROM (SELECT idx, bytes, leaf FROM keys.entry WHERE idx IN (30, 31)) other
       WHERE keys.entry.idx IN (30, 31) AND other.idx = 61 - keys.entry.idx`,
    )
    expect(status).toBe(1)
  })

  it('exports, and verifies the export without a database', async () => {
    expect((await verify('--export', directory)).text).toContain('Exported')
    expect(await verify('--dir', directory)).toMatchObject({ status: 0 })
    const bundle = path.join(directory, 'tile/entries/000')
    const bytes = await readFile(bundle)
    bytes[40] = bytes[40]! ^ 1
    await writeFile(bundle, bytes)
    expect(await verify('--dir', directory)).toMatchObject({
      status: 1,
      text: expect.stringContaining('first bad index 0.'),
    })
    await writeFile(bundle, bytes.subarray(0, 1000))
    expect(await verify('--dir', directory)).toMatchObject({ status: 1 })
  })

  it('refuses to serve from a database that was changed or put back', async () => {
    for (const statement of [
      'UPDATE keys.entry SET bytes = set_byte(bytes, 20, get_byte(bytes, 20) # 1) WHERE idx = 12',
      'DELETE FROM keys.entry WHERE idx = 12',
      `UPDATE keys.head SET root = '\\x${'00'.repeat(32)}'`,
      `DO $$ BEGIN DELETE FROM keys.entry; DELETE FROM keys.checkpoint; UPDATE keys.head SET size = 0,
       root = '\\xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'; END $$`,
    ]) {
      await keys.owner.query('CREATE TABLE keys.kept_entry AS TABLE keys.entry')
      await keys.owner.query('CREATE TABLE keys.kept_head AS TABLE keys.head')
      await keys.owner.query('CREATE TABLE keys.kept_checkpoint AS TABLE keys.checkpoint')
      await keys.owner.query(statement)
      await expect(keys.startService()).rejects.toMatchObject({ name: 'LedgerMismatch' })
      for (const table of ['entry', 'head', 'checkpoint'])
        await keys.owner.query(
          `DELETE FROM keys.${table}; INSERT INTO keys.${table} SELECT * FROM keys.kept_${table}; DROP TABLE keys.kept_${table}`,
        )
    }
    await keys.startService()
    await keys.stopService()
  })

  it('proves the entry that names the reader, and believes none that was changed', async () => {
    const vkey = keys.trust.ledgerVkey
    const found = await readStartEntry(keys.database.keyd, vkey)
    expect(Object.keys(found.reader)).toEqual(['index.html'])
    const { rows } = await keys.owner.query<{ bytes: Buffer; leaf: Buffer }>(
      'SELECT bytes, leaf FROM keys.entry WHERE idx = $1',
      [found.index],
    )
    expect(
      verifyInclusion(sha256, rows[0]!.leaf, found.index, found.size, found.proof, Buffer.alloc(32)),
    ).toBe(false)
    const other = utf8(rows[0]!.bytes.toString('utf8').replace(found.reader['index.html']!, 'A'.repeat(43)))
    const replace = (bytes: Uint8Array, leaf: Uint8Array) =>
      keys.owner.query('UPDATE keys.entry SET bytes = $1, leaf = $2 WHERE idx = $3', [
        Buffer.from(bytes),
        leaf,
        found.index,
      ])
    for (const leaf of [rows[0]!.leaf, leafHash(sha256, other)]) {
      await replace(other, leaf)
      await expect(readStartEntry(keys.database.keyd, vkey)).rejects.toThrow('NOT whole')
    }
    await replace(rows[0]!.bytes, rows[0]!.leaf)
    expect(await readStartEntry(keys.database.keyd, [vkey])).toEqual(found)
    await expect(
      readStartEntry(keys.database.keyd, keys.trust.ledgerVkey.replace(/.{5}$/, 'AAAA=')),
    ).rejects.toThrow()
  })

  it('says what it needs when it is told nothing', async () => {
    const lines: string[] = []
    expect(await runVerify(['--vkey', keys.trust.ledgerVkey], {}, (line) => lines.push(line))).toBe(2)
    expect(lines.join()).toContain('--database')
  })
})

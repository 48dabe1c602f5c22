import { createPrivateKey } from 'node:crypto'
import { chmod, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toBase64, utf8 } from '#domain/bytes'
import { decodeNote, decodeVkey, NOTE_COSIGNATURE } from '#domain/checkpoint'
import { cosignedAt } from '#domain/cosignature'
import { leafHash } from '#domain/merkle'
import { generatePrivatePem, publicKeyFromRaw, sha256, verifyEd25519 } from '#lib/ed25519'
import { createLog } from '#lib/log'
import { CheckpointSigner } from '#services/ledger/checkpoint-signer'
import { MemoryTree } from '#services/ledger/tree'
import { readSubmission } from './add-checkpoint'
import { type RunningWitness, startWitness } from './server'

const signer = (origin: string) => new CheckpointSigner(origin, createPrivateKey(generatePrivatePem()))
const tree = (size: number, salt = '') => {
  const made = new MemoryTree()
  for (let i = 0; i < size; i++) made.push(leafHash(sha256, utf8(`${salt}${i}`)))
  return made
}

describe('a witness', () => {
  let home: string
  let witness: RunningWitness
  const one = signer('log.test/one')
  const two = signer('log.test/two')
  const whole = tree(3_000)
  const NOW = 1_795_000_000_123
  beforeAll(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), 'witness-'))
    await start()
  })
  afterAll(async () => {
    await witness.close()
    await rm(home, { recursive: true })
  })

  async function start(): Promise<void> {
    witness = await startWitness({
      ...{ home, name: 'witness.test/w', host: '127.0.0.1', port: 0, now: () => NOW },
      policy: `log ${one.vkey}\nlog ${two.vkey}\nquorum none\n`,
      log: createLog('witness', 'silent'),
    })
  }

  async function post(body: string) {
    const answer = await fetch(`http://127.0.0.1:${witness.port}/add-checkpoint`, { method: 'POST', body })
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() }
  }
  function body(old: number, size: number, options: { by?: CheckpointSigner; of?: MemoryTree } = {}): string {
    const { by = one, of = whole } = options
    const proof = of.consistency(Math.min(old, size), size).map((hash) => `${toBase64(hash)}\n`)
    return `old ${old}\n${proof.join('')}\n${by.sign(size, of.root(size))}`
  }
  async function verified(text: string, lines: string): Promise<number | undefined> {
    const note = decodeNote(text.slice(text.indexOf('\n\n') + 2) + lines)
    return cosignedAt(
      (key, message, signature) => verifyEd25519(publicKeyFromRaw(key), message, signature),
      note,
      decodeVkey(witness.vkey, NOTE_COSIGNATURE),
    )
  }

  it('cosigns what extends what it has cosigned, with the time', async () => {
    for (const [old, size] of [
      [0, 5],
      [5, 5],
      [5, 8],
      [8, 1_000],
    ] as const) {
      const asked = body(old, size)
      const answer = await post(asked)
      expect(answer.status).toBe(200)
      expect(await verified(asked, answer.text)).toBe(1_795_000_000)
    }
    expect((await stat(path.join(home, 'witness.pem'))).mode & 0o777).toBe(0o600)
    expect(await readFile(path.join(home, 'witness.vkey'), 'utf8')).toBe(`${witness.vkey}\n`)
  })

  it('says 409 and its size to whoever does not know it', async () => {
    expect(await post(body(0, 1_200))).toEqual({ status: 409, type: 'text/x.tlog.size', text: '1000\n' })
    expect(await post(body(999, 1_200))).toMatchObject({ status: 409, text: '1000\n' })
  })

  it('refuses forks, rollbacks and proofs that do not verify', async () => {
    const fork = tree(2_000, 'x')
    expect(await post(body(1_000, 1_000, { of: fork }))).toMatchObject({ status: 409, text: '1000\n' })
    expect((await post(body(1_000, 1_200, { of: fork }))).status).toBe(422)
    expect(await post(body(900, 900))).toMatchObject({ status: 409 })
    expect((await post(`old 1000\n\n${one.sign(900, whole.root(900))}`)).status).toBe(400)
    const good = body(1_000, 1_200)
    const lines = good.split('\n')
    lines[1] = toBase64(sha256(utf8('other')))
    expect((await post(lines.join('\n'))).status).toBe(422)
    expect((await post(good.replace(`${good.split('\n')[1]}\n`, ''))).status).toBe(422)
    expect((await post(body(1_000, 1_000).replace('\n\n', `\n${toBase64(whole.root(5))}\n\n`))).status).toBe(
      422,
    )
  })

  it('knows whom it watches, and whose signatures count', async () => {
    expect((await post(body(0, 5, { by: signer('log.test/unknown') }))).status).toBe(404)
    expect((await post(body(1_000, 1_200, { by: signer('log.test/one') }))).status).toBe(403)
    // A key signs for its own origin only.
    const note = two.sign(1_200, whole.root(1_200)).replaceAll('log.test/two', 'log.test/one')
    expect((await post(`old 1000\n\n${note}`)).status).toBe(403)
    expect((await post(body(0, 7, { by: two }))).status).toBe(200)
  })

  it('answers 400 to what is not of the protocol’s form', async () => {
    const good = body(1_000, 1_200)
    for (const bad of [
      ...['', 'old 1000\n', good.replace('old 1000', 'old 01000'), good.replace('old', 'size')],
      ...[good.replace('\n\n', '\n'), good.replace(/\n$/, ''), good.replace('old 1000', 'old -1')],
      ...[good.replace('old 1000\n', `old 1000\n${'A'.repeat(43)}=\n`.repeat(1).concat('=\n'))],
      `old 1000\n${`${'A'.repeat(43)}=\n`.repeat(64)}\n${one.sign(1_200, whole.root(1_200))}`,
      good + 'x'.repeat(40_000),
    ])
      expect((await post(bad)).status).toBe(400)
    expect(readSubmission(good)?.oldSize).toBe(1_000)
    const get = await fetch(`http://127.0.0.1:${witness.port}/add-checkpoint`)
    expect(get.status).toBe(404)
  })

  it('lets one of several at once for one origin through, and never goes back', async () => {
    const sizes = [1_500, 1_400, 1_300, 1_200, 1_100]
    const answers = await Promise.all(sizes.map((size) => post(body(1_000, size))))
    const taken = answers.filter((answer) => answer.status === 200)
    expect(taken).toHaveLength(1)
    const size = sizes[answers.indexOf(taken[0]!)]!
    for (const answer of answers)
      if (answer.status !== 200) expect(answer).toMatchObject({ status: 409, text: `${size}\n` })
    expect((await post(body(size, 1_600))).status).toBe(200)
  })

  it('remembers across restarts, and does not start with a memory that it cannot read', async () => {
    const { vkey } = witness
    await witness.close()
    await start()
    expect(witness.vkey).toBe(vkey)
    expect(await post(body(0, 2_000))).toMatchObject({ status: 409, text: '1600\n' })
    expect((await post(body(1_600, 2_000))).status).toBe(200)
    await witness.close()
    const file = path.join(home, 'state.json')
    const kept = await readFile(file, 'utf8')
    expect(JSON.parse(kept)['log.test/one']).toEqual({ size: 2_000, root: toBase64(whole.root(2_000)) })
    await writeFile(file, kept.slice(0, 20))
    await expect(start()).rejects.toThrow('state.json')
    await writeFile(file, kept)
    await chmod(path.join(home, 'witness.pem'), 0o644)
    await expect(start()).rejects.toThrow('0600')
    await chmod(path.join(home, 'witness.pem'), 0o600)
    await start()
  })

  it('signs nothing that it could not write down', async () => {
    // An administrator may write into any directory, but not into one that is gone.
    await rename(home, `${home}-gone`)
    expect((await post(body(2_000, 2_100))).status).toBe(500)
    expect((await post(body(2_000, 2_100))).status).toBe(409)
    expect((await post(body(2_100, 2_100))).status).toBe(500)
    await rename(`${home}-gone`, home)
    expect((await post(body(2_100, 2_100))).status).toBe(200)
    expect(await readFile(path.join(home, 'state.json'), 'utf8')).toContain('2100')
  })
})

import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Trust } from '#domain/trust'
import { buildReader } from './build'

const key = (digit: string) => digit.repeat(43)
const trust: Trust = {
  mode: 'trial',
  ledgerOrigin: 'test.invalid/ledger',
  ledgerVkey: 'test.invalid/ledger+00000000+AA==',
  regionIdentities: { EU: key('A'), UK: key('B'), US: key('C'), ROW: key('D') },
  intakeKeys: [key('E')],
  workers: [],
  consoleOrigin: 'http://localhost:4000',
  readerOrigin: 'http://127.0.0.1:4001',
}
let dir: string

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'cs-build-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

it('gives the same bytes for the same trust, and others for another', async () => {
  const first = await buildReader({ trust, outDir: path.join(dir, 'a') })
  const second = await buildReader({ trust, outDir: path.join(dir, 'b') })
  expect(second).toEqual(first)
  const moved = { ...trust, consoleOrigin: 'http://localhost:4002' }
  const third = await buildReader({ trust: moved, outDir: path.join(dir, 'c') })
  expect(third.files['index.html']).not.toBe(first.files['index.html'])
})

it('allows exactly its own script and style, by hash', async () => {
  await buildReader({ trust, outDir: dir })
  const html = await readFile(path.join(dir, 'index.html'), 'utf8')
  const policy = JSON.parse(await readFile(path.join(dir, 'policy.json'), 'utf8'))['content-security-policy']
  for (const tag of ['script', 'style'] as const) {
    const [, text] = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(html)!
    expect(policy).toContain(`${tag}-src 'sha256-${createHash('sha256').update(text!).digest('base64')}'`)
  }
  expect(html.match(/<(script|style)[ >]/g)).toEqual(['<style>', '<script>'])
})

it('holds public keys, no path of the machine that built it, and nothing that makes code from text', async () => {
  await buildReader({ trust, outDir: dir })
  const html = await readFile(path.join(dir, 'index.html'), 'utf8')
  expect(html).toContain(trust.ledgerVkey)
  // Of the classifiers' own files, not of the console.
  expect(html).toContain('secrecy and isolation')
  expect(html).not.toContain(trust.intakeKeys[0])
  expect(html).not.toContain(process.cwd())
  expect(html).not.toMatch(/sourceMappingURL|innerHTML|insertAdjacentHTML|document\.write/)
})

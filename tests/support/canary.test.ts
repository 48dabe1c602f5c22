import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filesBelow, searchFor } from './canary'

const CANARY = 'cañary-Zq7"x9-8842'
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'canary-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('the search that the canary test relies on', () => {
  const wrapped: [string, (text: string) => Buffer][] = [
    ['UTF-8', (t) => Buffer.from(t)],
    ['UTF-16', (t) => Buffer.from(t, 'utf16le')],
    ['JSON', (t) => Buffer.from(JSON.stringify({ t }))],
    ['base64 at offset 0', (t) => Buffer.from(Buffer.from(t).toString('base64'))],
    ['base64 at offset 1', (t) => Buffer.from(Buffer.from(`x${t}`).toString('base64'))],
    ['base64url at offset 2', (t) => Buffer.from(Buffer.from(`xy${t}zz`).toString('base64url'))],
    ['hex', (t) => Buffer.from(Buffer.from(t).toString('hex'))],
    ['gzip', (t) => Buffer.concat([Buffer.from('before'), gzipSync(`some ${t} text`)])],
  ]
  it.each(wrapped)('finds a text written as %s', async (name, write) => {
    const file = path.join(folder, name)
    writeFileSync(file, Buffer.concat([Buffer.alloc(1000, 7), write(CANARY), Buffer.alloc(1000, 9)]))
    expect(await searchFor([CANARY], [file])).not.toEqual([])
  })

  it('finds nothing where it is not', async () => {
    const file = path.join(folder, 'clean')
    writeFileSync(file, gzipSync('nothing to see'))
    expect(await searchFor([CANARY], filesBelow(file))).toEqual([])
  })
})

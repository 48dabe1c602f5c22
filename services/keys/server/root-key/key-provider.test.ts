import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { providerContract } from '../../../../tests/support/keys/provider-contract'
import { startTransitServer, TRANSIT_TOKEN } from '../../../../tests/support/keys/transit-server'
import { decodeBase64, encodeBase64 } from '../secrets/base64-bytes'
import { localKeyProvider } from './local-provider'
import { TransitSettings, transitProvider } from './transit-provider'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'provider-'))
})
afterAll(() => rm(directory, { recursive: true, force: true }))
const at = (name: string) => path.join(directory, name)
const secretFile = (name: string, content: string | Buffer) => writeFile(at(name), content, { mode: 0o600 })

describe('a root key in a local file', () => {
  beforeAll(() => secretFile('root.key', randomBytes(32)))
  providerContract(
    () => localKeyProvider(directory),
    async () => {
      await secretFile('root.next.key', randomBytes(32))
      return localKeyProvider(directory)
    },
  )

  it.each([0o640, 0o604, 0o644, 0o660, 0o400, 0o700, 0o666])('refuses mode %o', async (mode) => {
    await chmod(at('root.key'), mode)
    await expect(localKeyProvider(directory)).rejects.toThrow('must have mode 0600')
    await chmod(at('root.key'), 0o600)
  })

  it('refuses a symbolic link, another length, and no file at all', async () => {
    await rename(at('root.key'), at('elsewhere.key'))
    await rm(at('root.next.key'), { force: true })
    await expect(localKeyProvider(directory)).rejects.toThrow('ENOENT')
    await symlink(at('elsewhere.key'), at('root.key'))
    await expect(localKeyProvider(directory)).rejects.toThrow('symbolic link')
    await rm(at('root.key'))
    await secretFile('root.key', randomBytes(31))
    await expect(localKeyProvider(directory)).rejects.toThrow('not 32 bytes')
    await rename(at('elsewhere.key'), at('root.key'))
  })

  it.runIf(process.getuid?.() === 0)('refuses a file of another user', async () => {
    execFileSync('chown', ['65534', at('root.key')])
    await expect(localKeyProvider(directory)).rejects.toThrow('belongs to another user')
    execFileSync('chown', ['0', at('root.key')])
  })
})

describe('a root key behind the Transit protocol', () => {
  let server: Awaited<ReturnType<typeof startTransitServer>>
  const settings = () =>
    TransitSettings.parse({
      ...{ kind: 'transit', socket: at('transit.sock'), key: 'root', tokenFile: 'token', timeoutMs: 500 },
    })
  beforeAll(async () => {
    await secretFile('token', `${TRANSIT_TOKEN}\n`)
    server = await startTransitServer({ socket: at('transit.sock') })
  })
  afterAll(() => server.close())
  const open = () => transitProvider(settings(), directory)
  providerContract(open, async () => {
    const provider = await open()
    await provider.rotate()
    return provider
  })

  it.each(['sealed', 'down', 'broken'] as const)(
    'says that it is unavailable while %s, and recovers',
    async (state) => {
      const provider = await open()
      const wrapped = await provider.wrap(Buffer.alloc(64), Buffer.from('c'))
      server.control.state = state
      const refused = { code: 'unavailable', reason: 'provider_unavailable' }
      await expect(provider.unwrap(wrapped, Buffer.from('c'))).rejects.toMatchObject(refused)
      await expect(provider.wrap(Buffer.alloc(64), Buffer.from('c'))).rejects.toMatchObject(refused)
      await expect(open()).rejects.toMatchObject(refused)
      expect(await provider.health()).toBe(false)
      server.control.state = 'up'
      expect(await provider.health()).toBe(true)
      expect(await provider.unwrap(wrapped, Buffer.from('c'))).toHaveLength(64)
    },
  )

  it('is refused without its token', async () => {
    await secretFile('token', 'another')
    await expect(open()).rejects.toMatchObject({ reason: 'provider_unavailable' })
    await secretFile('token', TRANSIT_TOKEN)
  })

  it('speaks mutual TLS, and not without a certificate', async () => {
    const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: directory, stdio: 'ignore' })
    openssl(
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      'ca.key',
      ...'-out ca.pem -days 2 -subj /CN=ca'.split(' '),
    )
    for (const name of ['server', 'client']) {
      openssl(
        'req',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-keyout',
        `${name}.key`,
        '-out',
        `${name}.csr`,
        '-subj',
        `/CN=${name}`,
      )
      await writeFile(at('san'), 'subjectAltName=IP:127.0.0.1')
      openssl(
        'x509',
        '-req',
        '-in',
        `${name}.csr`,
        '-CA',
        'ca.pem',
        '-CAkey',
        'ca.key',
        '-CAcreateserial',
        '-out',
        `${name}.pem`,
        '-days',
        '2',
        '-extfile',
        'san',
      )
    }
    for (const name of ['ca.pem', 'client.pem', 'client.key']) await chmod(at(name), 0o600)
    const file = (name: string) => readFile(at(name))
    const tls = {
      ...{ key: await file('server.key'), cert: await file('server.pem'), ca: await file('ca.pem') },
      ...{ requestCert: true, rejectUnauthorized: true },
    }
    const secure = await startTransitServer({ tls })
    const given = {
      kind: 'transit',
      url: `https://127.0.0.1:${secure.port}`,
      key: 'root',
      tokenFile: 'token',
      caFile: 'ca.pem',
    }
    const whole = TransitSettings.parse({ ...given, certFile: 'client.pem', keyFile: 'client.key' })
    const provider = await transitProvider(whole, directory)
    const wrapped = await provider.wrap(Buffer.alloc(64, 7), Buffer.from('c'))
    expect((await provider.unwrap(wrapped, Buffer.from('c'))).equals(Buffer.alloc(64, 7))).toBe(true)
    await expect(transitProvider(TransitSettings.parse(given), directory)).rejects.toThrow('mutual TLS')
    const stranger = TransitSettings.parse({
      ...given,
      certFile: 'client.pem',
      keyFile: 'client.key',
      caFile: undefined,
    })
    await expect(transitProvider(stranger, directory)).rejects.toMatchObject({
      reason: 'provider_unavailable',
    })
    await secure.close()
  })
})

describe('base64 between buffers', () => {
  it('agrees with Node on every length, and refuses what is not canonical', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64')
        expect(encodeBase64(bytes).toString('latin1')).toBe(text)
        expect(decodeBase64(Buffer.from(text)).equals(Buffer.from(bytes))).toBe(true)
      }),
    )
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        const bytes = Buffer.from(text)
        try {
          expect(encodeBase64(decodeBase64(bytes)).equals(bytes)).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})

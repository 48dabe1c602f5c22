import { request as httpRequest, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import path from 'node:path'
import { z } from 'zod'
import { decodeBase64, encodeBase64 } from '../secrets/base64-bytes'
import { readPrivateFile } from '../secrets/key-files'
import { type KeyProvider, providerUnavailable } from './key-provider'

/**
 * A root key that another service holds, over a unix socket or mutual TLS. The protocol is Vault's and OpenBao's
 * Transit engine (key type aes256-gcm96), of which it uses four calls:
 *
 *   POST /v1/<mount>/encrypt/<key>   {plaintext, associated_data} → {data: {ciphertext: "vault:v<n>:…"}}
 *   POST /v1/<mount>/decrypt/<key>   {ciphertext, associated_data} → {data: {plaintext}}
 *   GET  /v1/<mount>/keys/<key>      → {data: {latest_version}}
 *   POST /v1/<mount>/keys/<key>/rotate
 *
 * `plaintext` and `associated_data` are base64. 400 means a wrong ciphertext; everything else but 200 and 204 (sealed
 * 503, standby 429, no rights 403) means that it cannot be asked.
 */
export const TransitSettings = z.strictObject({
  kind: z.literal('transit'),
  /** A unix socket, or an https origin with the client certificate of mutual TLS. */
  socket: z.string().min(1).optional(),
  url: z.url({ protocol: /^https$/ }).optional(),
  caFile: z.string().optional(),
  certFile: z.string().optional(),
  keyFile: z.string().optional(),
  tokenFile: z.string().optional(),
  mount: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .default('transit'),
  key: z.string().regex(/^[\w-]{1,64}$/),
  timeoutMs: z.int().min(50).max(30_000).default(2_000),
})
export type TransitSettings = z.infer<typeof TransitSettings>

const MAX_ANSWER_BYTES = 65_536
const CIPHERTEXT = /^vault:v[1-9]\d{0,8}:[A-Za-z0-9+/]+={0,2}$/
const KeyAnswer = z.object({ data: z.object({ latest_version: z.int().min(1) }) })
const EncryptAnswer = z.object({ data: z.object({ ciphertext: z.string().regex(CIPHERTEXT) }) })

export type TransitProvider = KeyProvider & { rotate(): Promise<void> }

/** @param home where relative file names start. @throws AppError `provider_unavailable` when it does not answer. */
export async function transitProvider(settings: TransitSettings, home: string): Promise<TransitProvider> {
  const { key, mount } = settings
  const ask = await connector(settings, home)
  let version = 0
  const refresh = async () => {
    const answer = await ask('GET', `/v1/${mount}/keys/${key}`)
    version = parseJson(KeyAnswer, answer).data.latest_version
  }
  await refresh()
  return {
    name: 'transit',
    get keyName() {
      return `${mount}/${key}:v${version}`
    },
    async wrap(plaintext, context) {
      const encoded = encodeBase64(plaintext)
      const body = Buffer.concat([
        Buffer.from('{"plaintext":"'),
        encoded,
        Buffer.from(`","associated_data":"${Buffer.from(context).toString('base64')}"}`),
      ])
      try {
        const answer = await ask('POST', `/v1/${mount}/encrypt/${key}`, body)
        return Buffer.from(parseJson(EncryptAnswer, answer).data.ciphertext)
      } finally {
        encoded.fill(0)
        body.fill(0)
      }
    },
    async unwrap(wrapped, context) {
      const ciphertext = Buffer.from(wrapped).toString('latin1')
      const encoded = ciphertext.slice(ciphertext.lastIndexOf(':') + 1)
      const canonical = Buffer.from(encoded, 'base64').toString('base64') === encoded
      if (!CIPHERTEXT.test(ciphertext) || !canonical)
        throw new RangeError('this was not wrapped by a transit key')
      const associated = Buffer.from(context).toString('base64')
      const body = Buffer.from(JSON.stringify({ ciphertext, associated_data: associated }))
      const answer = await ask('POST', `/v1/${mount}/decrypt/${key}`, body)
      try {
        return decodeBase64(plaintextIn(answer))
      } finally {
        answer.fill(0)
      }
    },
    health: () =>
      refresh().then(
        () => true,
        () => false,
      ),
    async rotate() {
      await ask('POST', `/v1/${mount}/keys/${key}/rotate`)
      await refresh()
    },
  }
}

/** The base64 of `"plaintext":"…"`, found in the bytes: parsing the answer would make the key a string. */
function plaintextIn(answer: Buffer): Buffer {
  const match = Buffer.from('"plaintext"')
  let at = answer.indexOf(match)
  if (at < 0) throw providerUnavailable()
  at += match.length
  while (answer[at] === 0x20 || answer[at] === 0x3a) at++
  if (answer[at] !== 0x22) throw providerUnavailable()
  const end = answer.indexOf(0x22, at + 1)
  if (end < 0) throw providerUnavailable()
  return answer.subarray(at + 1, end)
}

function parseJson<T extends z.ZodType>(schema: T, answer: Buffer): z.infer<T> {
  try {
    return schema.parse(JSON.parse(answer.toString('utf8')))
  } catch (cause) {
    throw providerUnavailable(cause)
  }
}

type Ask = (method: 'GET' | 'POST', route: string, body?: Buffer) => Promise<Buffer>

async function connector(settings: TransitSettings, home: string): Promise<Ask> {
  const { socket, url, timeoutMs } = settings
  if ((socket === undefined) === (url === undefined))
    throw new Error('provider.json needs either a socket or an https url')
  const secret = async (file: string | undefined) =>
    file ? readPrivateFile(path.resolve(home, file)) : undefined
  const token = (await secret(settings.tokenFile))?.toString('latin1').trim()
  const [key, cert, ca] = [
    await secret(settings.keyFile),
    await secret(settings.certFile),
    await secret(settings.caFile),
  ]
  if (url !== undefined && (!key || !cert))
    throw new Error('an https provider needs keyFile and certFile: mutual TLS')
  const base: RequestOptions = socket
    ? { socketPath: socket }
    : {
        hostname: new URL(url!).hostname,
        port: new URL(url!).port || 443,
        ...{ key, cert, ca, minVersion: 'TLSv1.3' },
      }
  return (method, route, body) =>
    new Promise((resolve, reject) => {
      const headers = {
        ...(token === undefined ? {} : { 'x-vault-token': token }),
        'x-vault-request': 'true',
        'content-type': 'application/json',
        'content-length': body?.length ?? 0,
      }
      const send = socket ? httpRequest : httpsRequest
      const request = send({ ...base, method, path: route, headers, agent: false }, (response) => {
        const chunks: Buffer[] = []
        let size = 0
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk)
          size += chunk.length
          if (size > MAX_ANSWER_BYTES) request.destroy(new Error('too long'))
        })
        response.on('error', (error) => reject(providerUnavailable(error)))
        response.on('end', () => {
          const answer = Buffer.concat(chunks)
          for (const chunk of chunks) chunk.fill(0)
          const status = response.statusCode ?? 0
          if (status === 200 || status === 204) resolve(answer)
          else if (status === 400) reject(new Error('the key provider refused the ciphertext'))
          else reject(providerUnavailable())
        })
      })
      const timer = setTimeout(() => request.destroy(new Error('timeout')), timeoutMs)
      request.on('close', () => clearTimeout(timer))
      request.on('error', (error) => reject(providerUnavailable(error)))
      request.end(body)
    })
}

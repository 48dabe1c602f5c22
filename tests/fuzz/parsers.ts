import { createHash, generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { decodeBundle, encodeBundle } from '#domain/bundle'
import { concat, fromBase64Url, fromHex, fromUtf8, toHex, utf8 } from '#domain/bytes'
import { canonicalJson, isCanonicalJson } from '#domain/canonical-json'
import {
  decodeCheckpoint,
  decodeNote,
  decodeVkey,
  encodeCheckpoint,
  encodeNote,
  encodeVkey,
} from '#domain/checkpoint'
import { fromRefs, toRefs } from '#domain/conversation'
import { decodeEnvelope, decodeReleasedKeys, ENVELOPE_MAGIC } from '#domain/envelope'
import { KeyRequest, type RequestOf, SessionRegistration, SignedRequest } from '#domain/key-request'
import { decodeEntry, encodeEntry } from '#domain/ledger-entry'
import { decodeManifest, EpochRecord, encodeManifest } from '#domain/manifest'
import { leafHash, verifyInclusion } from '#domain/merkle'
import { isReadingCode, normaliseReadingCode } from '#domain/reading-code'
import { readReport } from '#domain/report-input'
import { WIDEN_REASONS } from '#domain/review-case'
import { formatSeqs, parseSeqs } from '#domain/seq-range'
import { parseTilePath, tilePath } from '#domain/tile'
import { parsePolicy } from '#domain/witness-policy'
import { hpkeOpen, hpkeSeal, p256RawPublic } from '#lib/hpke'
import { readLines } from '#services/import/read-lines'
import { readJson } from '#services/intake/body'
import { requireRelayable } from '#services/keys/relay-request'
import { MemoryTree, sha256 } from '#services/ledger/tree'
import { JOBS } from '#workers/index'
import envelopeVector from '../vectors/envelope.json'
import ledger from '../vectors/ledger.json'

/**
 * Everything that reads bytes of somebody else's. `parse` throws a declared error or returns what it read; `holds` says
 * whether the input may be accepted as that: for formats with one spelling, when writing it again gives the same bytes.
 */
export type Parser = {
  name: string
  samples: Uint8Array[]
  parse(input: Buffer): unknown
  // biome-ignore lint/suspicious/noExplicitAny: each line of the table knows its own type
  holds(value: any, input: Buffer): boolean | Promise<boolean>
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value))
const text = (input: Buffer) => input.toString('utf8')
const isText = (written: string, input: Buffer) => written === text(input)
const isBytes = (written: Uint8Array, input: Buffer) => input.equals(written)
const parsed = (input: Buffer): unknown => JSON.parse(fromUtf8(input))
/** Nothing was dropped, added or turned into another type on the way through a schema. */
const isJson = (value: unknown, input: Buffer) => isDeepStrictEqual(value, parsed(input))

const ID = '018f3c2a-7b1d-7e00-8000-0123456789ab'
const DEK = '0123456789abcdef0123456789abcdef'
const recipient = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const point = p256RawPublic(recipient).toString('base64url')
const request = { requestId: ID, at: 1_795_000_000_000 }
const REQUESTS = [
  { ...request, op: 'release', grantId: ID, messages: [[DEK, '0-4,7']], recipient: point, seen: 12 },
  { ...request, op: 'claim', caseId: ID },
  { ...request, op: 'widen', caseId: ID, reason: Object.keys(WIDEN_REASONS)[0] },
]
const signed = REQUESTS.map((body) => ({
  payload: Buffer.from(canonicalJson(body)).toString('base64url'),
  signer: ID,
  signature: Buffer.alloc(64, 7).toString('base64url'),
}))
const hash = createHash('sha256').update('envelope').digest('base64url')
const MANIFEST = {
  ...{ v: 1, region: 'EU', platform: 'harbour', conversation: 'c_1', report: ID, dek: DEK, epoch: 'eu-1' },
  ...{ reporter: 'u_1', subject: 'u_2', sealedAt: 1_795_000_000_000 },
  messages: [0, 1].map((seq) => ({
    ...{ seq, id: `m_${seq}`, sender: 'u_2', at: 1_000, reported: true, kind: 'text', hash },
  })),
} as const
const EPOCH = {
  ...{ v: 1, id: 'eu-1', region: 'EU', retention: 'standard', publicKey: point },
  ...{ notBefore: 1_000, sealUntil: 2_000 },
}
const REPORT = JSON.parse(readFileSync(new URL('../../docs/examples/report.json', import.meta.url), 'utf8'))
const media = { kind: 'media', mediaType: 'image/jpeg', sizeBytes: 3, sha256: 'a'.repeat(64) }
const franking = { kf: 'AAAA', c2: 'AAAA', r: 'AAAA', kid: 'k' }
const [first] = REPORT.conversation.messages
const RICH = structuredClone(REPORT)
RICH.conversation.messages.push(
  { ...first, id: 'm_6', ...media, text: undefined, franking },
  { ...first, id: 'm_7', versions: [{ text: 'before' }] },
  { ...first, id: 'm_8', kind: 'poll.v2', options: [{ label: 'x' }] },
)
const NOW = Date.parse('2026-12-01T00:00:00Z')

const [info, aad, secret] = [utf8('info'), utf8('aad'), Buffer.alloc(64, 3)]
const sealed = hpkeSeal(p256RawPublic(recipient), info, aad, secret)
const box = Buffer.concat([sealed.enc, sealed.ciphertext])

const tree = new MemoryTree()
for (let i = 0; i < 11; i++) tree.push(leafHash(sha256, utf8(`entry ${i}`)))
const path = concat(...tree.inclusion(5, 11))
const entries = ledger.entries.map((entry) => fromHex(entry))
const policy = `log ${ledger.vkey}\nquorum none\n`

export const PARSERS: Parser[] = [
  {
    name: 'signed request, as the key service reads it',
    samples: signed.map(json),
    parse: (input) => {
      const { payload, signature } = SignedRequest.parse(parsed(input))
      fromBase64Url(signature)
      return KeyRequest.parse(JSON.parse(fromUtf8(fromBase64Url(payload))))
    },
    holds: (value, input) => {
      const { payload } = parsed(input) as { payload: string }
      return isJson(value, Buffer.from(payload, 'base64url'))
    },
  },
  {
    name: 'key request',
    samples: REQUESTS.map(json),
    parse: (i) => KeyRequest.parse(parsed(i)),
    holds: isJson,
  },
  {
    name: 'session registration',
    samples: [
      json({
        ...{ personId: ID, sessionKey: point, nonce: hash },
        credential: { kind: 'trial', signature: signed[0]!.signature },
      }),
    ],
    parse: (input) => SessionRegistration.parse(parsed(input)),
    holds: isJson,
  },
  {
    name: 'relay body',
    samples: signed.slice(0, 1).map(json),
    parse: (input) => {
      requireRelayable(input)
      return parsed(input)
    },
    holds: ({ payload }) =>
      ['release', 'read-entries', 'read-access'].includes(JSON.parse(fromUtf8(fromBase64Url(payload))).op),
  },
  {
    name: 'manifest',
    samples: [Buffer.from(canonicalJson(MANIFEST))],
    parse: decodeManifest,
    holds: (value, input) => isBytes(encodeManifest(value), input),
  },
  { name: 'epoch record', samples: [json(EPOCH)], parse: (i) => EpochRecord.parse(parsed(i)), holds: isJson },
  {
    name: 'box',
    samples: [box],
    parse: (input) => hpkeOpen(recipient, input.subarray(0, 65), info, aad, input.subarray(65)),
    holds: (value, input) => isBytes(box, input) && isBytes(secret, value),
  },
  {
    name: 'envelope',
    samples: [fromHex(envelopeVector.envelope)],
    parse: decodeEnvelope,
    holds: ({ header, dekId, seq, nonce, sealed }, input) =>
      isBytes(concat(header, nonce, sealed), input) &&
      input.subarray(0, 4).equals(ENVELOPE_MAGIC) &&
      toHex(dekId) === input.toString('hex', 6, 22) &&
      seq === input.readUInt32BE(22),
  },
  {
    name: 'released keys',
    samples: [Buffer.alloc(168, 5)],
    parse: decodeReleasedKeys,
    holds: (keys: { okm: Uint8Array }[], input) => keys.length * 84 === input.length,
  },
  {
    name: 'ledger entry',
    samples: entries,
    parse: decodeEntry,
    holds: (value, input) => isBytes(encodeEntry(value), input),
  },
  {
    name: 'signed note',
    samples: ledger.checkpoints.map((note) => Buffer.from(note)),
    parse: (input) => decodeNote(text(input)),
    holds: (value, input) => isText(encodeNote(value), input),
  },
  {
    name: 'checkpoint',
    samples: ledger.checkpoints.map((note) => Buffer.from(decodeNote(note).text)),
    parse: (input) => decodeCheckpoint(text(input)),
    // Extension lines are allowed behind the third.
    holds: (value, input) => text(input).startsWith(encodeCheckpoint(value)),
  },
  {
    name: 'verifier key',
    samples: [Buffer.from(ledger.vkey)],
    parse: (input) => decodeVkey(text(input)),
    holds: ({ name, keyId, publicKey }, input) => isText(encodeVkey(name, keyId, publicKey), input),
  },
  {
    name: 'inclusion proof',
    samples: [path],
    parse: (input) => {
      const proof = Array.from({ length: Math.ceil(input.length / 32) }, (_, i) =>
        input.subarray(32 * i, 32 * i + 32),
      )
      return verifyInclusion(sha256, leafHash(sha256, utf8('entry 5')), 5, 11, proof, tree.root(11))
    },
    holds: (proves, input) => !proves || isBytes(path, input),
  },
  {
    name: 'tile path',
    samples: [Buffer.from('tile/0/x001/x234/067'), Buffer.from('tile/entries/000.p/17')],
    parse: (input) => parseTilePath(text(input)),
    holds: (tile, input) => tile === undefined || isText(tilePath(tile), input),
  },
  {
    name: 'entry bundle',
    samples: [encodeBundle(entries)],
    parse: (input) => decodeBundle(input, entries.length),
    holds: (value, input) =>
      isBytes(encodeBundle(value.entries), input.subarray(0, input.length - value.rest)) &&
      value.entries.length <= entries.length,
  },
  {
    name: 'witness policy',
    samples: [Buffer.from(policy), Buffer.from(`# words\n\n${policy}`)],
    parse: (input) => parsePolicy(text(input)),
    holds: ({ quorum, logs }) => quorum === 'none' && logs.length <= 1,
  },
  {
    name: 'positions',
    samples: [Buffer.from('0-4,7'), Buffer.from('3'), Buffer.from('4294967290-4294967295')],
    parse: (input) => parseSeqs(text(input)),
    holds: (seqs, input) => isText(formatSeqs(seqs), input),
  },
  {
    name: 'message references',
    samples: [json([[DEK, '0-4,7']]), json([DEK, DEK.replace('0', '1')].sort().map((dek) => [dek, '1']))],
    parse: (input) => {
      const request = KeyRequest.parse({ ...REQUESTS[0], messages: parsed(input) }) as RequestOf<'release'>
      return fromRefs(request.messages)
    },
    holds: (messages, input) => isJson(toRefs(messages), input),
  },
  {
    name: 'canonical JSON',
    samples: [Buffer.from(canonicalJson({ b: [1, 'é', null, 1e21], a: { '': 0.5 } }))],
    parse: (input) => {
      const value = parsed(input)
      // It is asked only after a schema has bounded how deep a value is; here nothing has.
      if (input.length > 10_000) throw new RangeError('longer and deeper than any schema of ours')
      return isCanonicalJson(fromUtf8(input), value) ? value : undefined
    },
    holds: (value, input) => value === undefined || isText(canonicalJson(value), input),
  },
  {
    name: 'report',
    samples: [json(REPORT), json(RICH)],
    parse: (input) => readReport(readJson(input), NOW),
    holds: (reading, input) => {
      if (!reading.ok) return reading.problems.length > 0
      const raw = parsed(input) as typeof REPORT
      return (
        reading.report.conversation.messages.length === raw.conversation.messages.length &&
        reading.report.note === raw.note &&
        // biome-ignore lint/suspicious/noExplicitAny: as it was sent
        raw.conversation.messages.every((sent: any, i: number) => {
          const { id, sender, reported, body } = reading.report.conversation.messages[i]
          const whole = body.unsupported !== undefined || body.text === sent.text
          return id === sent.id && sender === sent.senderId && reported === (sent.reported ?? false) && whole
        })
      )
    },
  },
  {
    name: 'reading code',
    samples: [Buffer.from('7K2M-0QXZ-9ABC-DEFG-HJKM')],
    parse: (input) => isReadingCode(text(input)),
    holds: (isCode, input) => {
      const code = normaliseReadingCode(text(input))
      return normaliseReadingCode(code) === code && (!isCode || /^[0-9A-HJKMNP-TV-Z]{20}$/.test(code))
    },
  },
  {
    name: 'lines of an import',
    samples: [Buffer.from('{"a":1}\r\n\n{"b":2}\n{"c":3}')],
    parse: (input) => input,
    holds: async (_, input) => {
      const expected = text(Buffer.from(input.toString('latin1')))
        .split('\n')
        .map((line) => line.replace(/\r$/, ''))
        .filter((line) => line !== '')
      const lines: string[] = []
      const chunks = (async function* () {
        for (let at = 0; at < input.length; at += 7) yield input.subarray(at, at + 7)
      })()
      for await (const line of readLines(chunks))
        lines.push(text(Buffer.from(line.bytes!.toString('latin1'))))
      return JSON.stringify(lines) === JSON.stringify(expected)
    },
  },
  ...JOBS.map(
    (job): Parser => ({
      name: `payload of ${job.name}`,
      samples: [json(sampleOf(job.payload as never))],
      parse: (input) => job.payload.parse(parsed(input)),
      holds: isJson,
    }),
  ),
]

/** A payload that the job's schema takes: ids, names and small numbers. */
function sampleOf(schema: {
  shape: Record<string, { safeParse(value: unknown): { success: boolean } }>
}): object {
  const candidates = [ID, 'harbour', 1, true, '2026-11-20T18:03:11Z', DEK, [], {}]
  return Object.fromEntries(
    Object.entries(schema.shape).map(([name, field]) => [
      name,
      candidates.find((value) => field.safeParse(value).success),
    ]),
  )
}

import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Pool } from 'pg'
import { Agent } from 'undici'
import { concat, toBase64Url, utf8 } from '#domain/bytes'
import { canonicalJson } from '#domain/canonical-json'
import { EPOCH_LABEL, type EpochRecord } from '#domain/manifest'
import { REGIONS, type Region } from '#domain/region'
import type { Trust } from '#domain/trust'
import { newApiKey } from '#lib/api-key'
import { signEd25519 } from '#lib/ed25519'
import { p256RawPublic } from '#lib/hpke'
import { createLog } from '#lib/log'
import { type IntakeOptions, startIntake } from '#services/intake/server'
import { setupKeys } from '#services/keys/server/operator/setup'
import { createTestDatabase, type TestDatabase } from '#tests/support/database'

export type Answer = { status: number; headers: Record<string, unknown>; body: Record<string, unknown> }
export type PostOptions = { key?: string; headers?: Record<string, string> }

const DAY_MS = 86_400_000

/**
 * Intake in this process, on a socket, keys and database of its own. The key service is not running: the epochs
 * are published here, by the region identity keys that setup made, and their private halves open what was sealed.
 */
export async function startTestIntake(
  options: Partial<IntakeOptions> & { regions?: readonly Region[] } = {},
) {
  const database = await createTestDatabase()
  const directory = await mkdtemp(path.join(tmpdir(), 'cs-intake-'))
  const { paths, trust } = await setupKeys({
    stateDir: directory,
    mode: 'trial',
    consoleOrigin: 'http://localhost:3000',
    readerOrigin: 'http://127.0.0.1:3001',
    staff: [],
    workerNames: [],
  })
  const owner = new Pool({ connectionString: database.owner, max: 2 })
  // Dropping the database may cut a connection that is just closing.
  owner.on('connect', (client) => client.on('error', () => undefined))
  await owner.query(`INSERT INTO platform (id, name) VALUES ('harbour', 'Harbour'), ('lantern', 'Lantern')`)
  const regionKey = async (region: Region) =>
    createPrivateKey(await readFile(paths.regionKey(region as Region)))
  const epochKeys = new Map<string, KeyObject>()
  const publish = async (region: Region, change: Partial<EpochRecord> = {}, signer?: KeyObject) => {
    const { record, privateKey } = makeEpoch(region, change)
    const bytes = utf8(canonicalJson(record))
    const signature = signEd25519(signer ?? (await regionKey(region)), concat(EPOCH_LABEL, bytes))
    await owner.query(
      `INSERT INTO door.epoch (id, region, retention, record, signature, not_before, seal_until)
       VALUES ($1, $2, $3, $4, $5, to_timestamp($6 / 1000.0), to_timestamp($7 / 1000.0))`,
      [
        record.id,
        region,
        record.retention,
        Buffer.from(bytes),
        signature,
        record.notBefore,
        record.sealUntil,
      ],
    )
    epochKeys.set(record.id, privateKey)
    return record
  }
  for (const region of options.regions ?? REGIONS) await publish(region)
  const key = await addKey(owner, 'harbour', ['reports:write', 'reports:read'])

  const socketPath = path.join(directory, 'intake.sock')
  const startAgain = () =>
    startIntake({
      databaseUrl: database.intake,
      socketPath,
      home: paths.intakeHome,
      trust,
      log: createLog('intake', 'silent'),
      ...options,
    })
  let intake = await startAgain()
  const agent = new Agent({ connect: { socketPath } })

  const call = async (
    method: string,
    url: string,
    body?: string | Buffer,
    { key: bearer = key, headers }: PostOptions = {},
  ): Promise<Answer> => {
    const answer = await agent.request({
      origin: 'http://intake',
      path: url,
      method: method as 'POST',
      body: body ?? null,
      headers: {
        ...(bearer === '' ? {} : { authorization: `Bearer ${bearer}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
    })
    const text = await answer.body.text()
    const json = String(answer.headers['content-type']).includes('json')
    return { status: answer.statusCode, headers: answer.headers, body: json ? JSON.parse(text) : { text } }
  }
  return {
    database,
    owner,
    key,
    trust,
    paths,
    socketPath,
    epochKeys,
    publish,
    call,
    addKey: (platform: string, scopes: string[]) => addKey(owner, platform, scopes),
    post: (report: unknown, post?: PostOptions) =>
      call(
        'POST',
        '/api/v1/reports',
        typeof report === 'string' || Buffer.isBuffer(report) ? report : JSON.stringify(report),
        post,
      ),
    counts: () => counts(owner),
    async restart() {
      await intake.close()
      intake = await startAgain()
    },
    async stop() {
      await agent.close()
      await intake.close()
      await owner.end()
      await database.drop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
export type TestIntake = Awaited<ReturnType<typeof startTestIntake>>
export type { TestDatabase, Trust }

function makeEpoch(region: Region, change: Partial<EpochRecord>) {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const notBefore = Date.now() - 60_000
  const record: EpochRecord = {
    v: 1,
    id: `${region}-${Math.random().toString(36).slice(2, 10)}`,
    region,
    retention: 'standard',
    publicKey: toBase64Url(p256RawPublic(privateKey)),
    notBefore,
    sealUntil: notBefore + 7 * DAY_MS,
    ...change,
  }
  return { record, privateKey }
}

async function addKey(owner: Pool, platform: string, scopes: string[]): Promise<string> {
  const { key, prefix, hash } = newApiKey()
  await owner.query(
    `INSERT INTO api_key (id, platform_id, name, prefix, hash, scopes)
     VALUES (gen_random_uuid(), $1, 'test', $2, $3, $4)`,
    [platform, prefix, hash, scopes],
  )
  return key
}

/** Rows in every table that a report could reach. */
async function counts(owner: Pool): Promise<Record<string, number>> {
  const { rows } = await owner.query(`SELECT
    (SELECT count(*)::int FROM review_case) AS cases, (SELECT count(*)::int FROM report) AS reports,
    (SELECT count(*)::int FROM message) AS messages, (SELECT count(*)::int FROM case_event) AS events,
    (SELECT count(*)::int FROM door.box) AS boxes, (SELECT count(*)::int FROM door.idempotency) AS keys`)
  return rows[0] as Record<string, number>
}

let serial = 0
/** A report that is right in every way; change what the test is about. */
export function sampleReport(change: Record<string, unknown> = {}, messages?: unknown[]) {
  const n = ++serial
  const at = (minutes: number) => new Date(Date.now() - 3_600_000 + minutes * 60_000).toISOString()
  return {
    externalId: `rep_${n}`,
    region: 'EU',
    source: 'user',
    reason: 'harassment',
    reportedAt: at(50),
    reporter: { id: 'u_1', ageBand: '13_15' },
    subject: { id: 'u_2', ageBand: 'adult' },
    conversation: {
      id: `c_${n}`,
      kind: 'direct',
      messages: messages ?? [
        { id: 'm_1', senderId: 'u_1', sentAt: at(0), text: 'hello' },
        { id: 'm_2', senderId: 'u_2', sentAt: at(1), text: 'go away', reported: true },
      ],
    },
    ...change,
  }
}

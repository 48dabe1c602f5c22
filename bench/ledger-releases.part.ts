import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Client } from 'pg'
import { Agent, Pool } from 'undici'
import { fromBase64Url } from '#domain/bytes'
import { verifyCheckpoint, verifyCommitted } from '#domain/committed-entry'
import { decodeReleasedKeys, releaseInfo } from '#domain/envelope'
import type { CommittedEntry, ReleaseAnswer, SignedRequest } from '#domain/key-request'
import { hpkeOpen, p256RawPublic } from '#lib/hpke'
import { NODE_PROOF_CRYPTO } from '#services/keys/key-client'
import { type KeydProcess, startKeydProcess } from '#tests/support/keyd-process'
import { putSealedReport } from '#tests/support/keys/sealed-reports'
import { startOwnPostgres } from '#tests/support/own-postgres'
import { PersonSession } from '#tests/support/person-session'
import { until } from '#tests/support/until'
import { SAMPLE_STAFF } from '../prisma/sample-staff'
import { quantile } from './result'

const AT_ONCE = 64
const KEYS = 11
/** A grant may be used a hundred times. */
const PER_GRANT = 90

export type ReleaseFigures = {
  perSecond: number
  p99Ms: number
  cpuMs: number
  n: number
  p50AloneMs: number
  alone: number
}

/**
 * Whole releases of eleven keys by a key service in its own process: signature, session, role, grant, claim, lease,
 * entry, commit, proof, unwrapping, derivation, HPKE. Requests are signed before the clock starts, and each answer is
 * checked and opened after it has stopped: that is the reader's work, on the reader's machine.
 */
export async function measureReleases(
  count: number,
  alone: number,
  log: (line: string) => void,
  nodeArgs: string[] = [],
): Promise<ReleaseFigures> {
  const postgres = await startOwnPostgres()
  const owner = new Client({ connectionString: postgres.urls.owner })
  let keyd: KeydProcess | undefined
  try {
    await owner.connect()
    await requireDurability(owner)
    keyd = await startKeydProcess(postgres.urls.keyd, postgres.directory, { nodeArgs })
    log(`preparing ${count + alone} signed releases`)
    const requests = await prepare(keyd, owner, count + alone + AT_ONCE * 2)
    const pool = new Pool('http://keyd', { socketPath: keyd.socket, connections: AT_ONCE })
    const answers: Answered[] = []
    await together(pool, requests.splice(0, AT_ONCE * 2), answers)

    const times: number[] = []
    for (const request of requests.splice(0, alone)) {
      const at = performance.now()
      answers.push(await ask(pool, request))
      times.push(performance.now() - at)
    }
    const cpuBefore = cpuSeconds(keyd.pid)
    const began = performance.now()
    const many = await together(pool, requests.splice(0, count), answers)
    const seconds = (performance.now() - began) / 1_000
    const cpu = cpuSeconds(keyd.pid) - cpuBefore
    await pool.destroy()
    log('checking and opening every answer')
    for (const answer of answers) await check(keyd, answer)
    return {
      perSecond: count / seconds,
      p99Ms: quantile(many, 0.99),
      cpuMs: (cpu * 1_000) / count,
      n: count,
      p50AloneMs: quantile(times, 0.5),
      alone,
    }
  } finally {
    await keyd?.stop()
    await owner.end()
    await postgres.stop()
  }
}

async function requireDurability(database: Client): Promise<void> {
  const { rows } = await database.query("SELECT current_setting('fsync') AS fsync")
  if (rows[0].fsync !== 'on') throw new Error('figures without fsync are worth nothing')
}

type Prepared = { signed: SignedRequest; requestId: string; recipient: Recipient }
type Recipient = ReturnType<typeof recipient>
type Answered = Prepared & { answer: ReleaseAnswer }
const recipient = () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { privateKey, raw: p256RawPublic(privateKey).toString('base64url') }
}

async function prepare(keyd: KeydProcess, owner: Client, count: number): Promise<Prepared[]> {
  const agent = new Agent({ connect: { socketPath: keyd.socket } })
  const moderator = SAMPLE_STAFF.find((person) => person.roles.includes('moderator'))!
  const session = await PersonSession.open(agent, moderator.id, keyd.staffCodes[moderator.id]!)
  const epochs = (await (
    await agent.request({ origin: 'http://keyd', path: '/v1/epochs', method: 'GET' })
  ).body.json()) as never
  const reports = []
  for (let n = 0; n < Math.ceil(count / PER_GRANT); n++)
    reports.push(
      await putSealedReport(owner, epochs, keyd.paths.intakeKey, {
        count: KEYS,
        region: moderator.regions[0],
      }),
    )
  await until(0, async () => (await owner.query('SELECT 1 FROM door.box')).rowCount ?? 0)
  const out: Prepared[] = []
  for (const { caseId } of reports) {
    const { status, body } = await session.claim(caseId)
    if (status !== 200) throw new Error(`claim answered ${status}`)
    for (let n = 0; n < PER_GRANT && out.length < count; n++) {
      const to = recipient()
      const requestId = randomUUID()
      const { id: grantId, messages } = body.grant
      const signed = session.sign<'release'>(
        { op: 'release', grantId, messages, recipient: to.raw, seen: 0 },
        requestId,
      )
      out.push({ signed, requestId, recipient: to })
    }
  }
  await agent.close()
  return out
}

async function ask(pool: Pool, prepared: Prepared): Promise<Answered> {
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path: '/v1/signed',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(prepared.signed),
  })
  const answer = (await body.json()) as ReleaseAnswer & { code?: string }
  if (statusCode !== 200) throw new Error(`release answered ${statusCode} ${answer.code}`)
  return { ...prepared, answer }
}

/** @returns the time that each took, in milliseconds. */
async function together(pool: Pool, requests: Prepared[], answers: Answered[]): Promise<number[]> {
  const times: number[] = []
  let next = 0
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < requests.length) {
        const request = requests[next++]!
        const at = performance.now()
        answers.push(await ask(pool, request))
        times.push(performance.now() - at)
      }
    }),
  )
  return times
}

/** What the reader does with an answer before it shows anything. */
async function check(keyd: KeydProcess, { answer, requestId, recipient: to }: Answered): Promise<void> {
  const checkpoint = await verifyCheckpoint(NODE_PROOF_CRYPTO, keyd.trust, answer.checkpoint)
  const { leaf } = verifyCommitted(NODE_PROOF_CRYPTO, answer satisfies CommittedEntry, checkpoint)
  const info = releaseInfo(requestId)
  const opened = hpkeOpen(to.privateKey, fromBase64Url(answer.enc), info, leaf, fromBase64Url(answer.sealed))
  if (decodeReleasedKeys(opened).length !== KEYS) throw new Error('a release held another number of keys')
}

/** User and system time of a process so far; Linux counts it in hundredths of a second. */
function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

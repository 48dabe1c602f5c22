import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Client } from 'pg'
import { Agent } from 'undici'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ClaimAnswer } from '#domain/key-request'
import { PersonSession } from '#tests/support/person-session'
import { reportOf } from '#tests/support/reports'
import { startTrial, type Trial } from '#tests/support/trial'
import { until } from '#tests/support/until'

/**
 * The console has been taken over: whoever did it has its database role, its secrets and every byte that passes
 * through it. None of that opens a message.
 */
let trial: Trial
let keyd: Agent
let console_: Client
let mara: PersonSession
let jonas: PersonSession
let usCase: string
let euCase: string

async function routedCase(region: string): Promise<string> {
  const report = { ...reportOf(8), region }
  const answer = await trial.post(report)
  expect(answer.status).toBe(202)
  const { caseId } = (await answer.json()) as { caseId: string }
  await until('routed', async () => {
    const rows = await trial.query<{ stage: string }>('SELECT stage FROM review_case WHERE id = $1', [caseId])
    return rows[0]?.stage
  })
  return caseId
}

beforeAll(async () => {
  trial = await startTrial()
  keyd = new Agent({ connect: { socketPath: path.join(trial.state, 'run', 'keyd.sock') } })
  const url = new URL(trial.ownerUrl)
  url.username = 'cs_console'
  url.password = readFileSync(path.join(trial.state, 'secrets', 'database-console'), 'utf8')
  console_ = new Client({ connectionString: url.href })
  await console_.connect()
  mara = await PersonSession.open(keyd, trial.staff.mara!.id, trial.staff.mara!.code)
  // Jonas moderates the EU only.
  jonas = await PersonSession.open(keyd, trial.staff.jonas!.id, trial.staff.jonas!.code)
  usCase = await routedCase('US')
  euCase = await routedCase('EU')
})
afterAll(async () => {
  await console_?.end()
  await keyd?.destroy()
  await trial?.stop()
})

const releases = async () =>
  (
    await trial.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM keys.entry_index WHERE kind = 'release' AND person_id NOT LIKE 'worker:%'`,
    )
  )[0]!.n

describe('a console with write access to its whole schema', () => {
  it('cannot look into or write to what the key service and the door own', async () => {
    for (const table of [
      'keys.report',
      'keys.review_case',
      'keys.access_grant',
      'keys.entry',
      'keys.person',
      'door.box',
      'feed.key_event',
    ]) {
      await expect(console_.query(`SELECT * FROM ${table}`)).rejects.toThrow(/permission denied/)
      await expect(console_.query(`DELETE FROM ${table}`)).rejects.toThrow(/permission denied/)
    }
    await expect(console_.query('SET ROLE cs_keyd')).rejects.toThrow(/permission denied/)
    await expect(console_.query('CREATE TABLE public.mine ()')).rejects.toThrow(/permission denied/)
  })

  it('opens nothing with a forged claim, assignment, region and role', async () => {
    const before = await releases()
    const forged = await console_.query(
      `UPDATE review_case SET claimed_by = $2, claim_no = 99, lease_until = now() + interval '1 day', stage = 'claimed',
         region = 'EU' WHERE id = $1`,
      [usCase, trial.staff.jonas!.id],
    )
    expect(forged.rowCount).toBe(1)
    await console_.query(
      `UPDATE person SET regions = '{EU,UK,US,ROW}', roles = '{moderator,admin,safety_lead}'`,
    )
    await console_.query(`UPDATE report SET case_id = $1 WHERE case_id = $2`, [euCase, usCase])

    const claim = await jonas.claim(usCase)
    expect(claim.status).toBe(403)
    const renew = await jonas.ask(jonas.sign<'renew'>({ op: 'renew', caseId: usCase }))
    expect(renew.status).toBeGreaterThanOrEqual(400)
    const publish = await jonas.ask(
      jonas.sign<'publish-rules'>({ op: 'publish-rules', version: 2, hash: 'A'.repeat(43) }),
    )
    expect(publish.status).toBe(403)
    const released = await jonas.release(randomUUID(), [['0'.repeat(32), '0']])
    expect(released.status).toBe(403)
    expect(await releases()).toBe(before)
    // Each refusal stands in the ledger.
    const denials = await trial.query<{ op: string }>(
      `SELECT convert_from(e.bytes, 'UTF8')::jsonb->>'op' AS op FROM keys.entry e JOIN keys.entry_index i USING (idx)
       WHERE i.kind = 'deny' ORDER BY idx`,
    )
    expect(denials.map((row) => row.op)).toEqual(
      expect.arrayContaining(['claim', 'publish-rules', 'release']),
    )
  })

  it('moving a report to another case gives its claimant no key of it', async () => {
    const claim = await mara.claim(euCase)
    expect(claim.status).toBe(200)
    const [moved] = await trial.query<{ dek: string }>(`SELECT dek FROM report WHERE region = 'US' LIMIT 1`)
    const granted = (claim.body as ClaimAnswer).grant
    expect(granted.messages.map(([dek]) => dek)).not.toContain(moved!.dek)
    const stolen = await mara.release(granted.id, [[moved!.dek, '0']])
    expect(stolen.status).toBe(403)
  })

  it('gains nothing by replaying every signed request that it carried', async () => {
    const fresh = await routedCase('EU')
    const signed = mara.sign<'claim'>({ op: 'claim', caseId: fresh })
    expect((await mara.ask(signed)).status).toBe(200)
    expect((await mara.ask(signed)).status).toBe(409)
    // A signature holds for its bytes only.
    const payload = JSON.parse(Buffer.from(signed.payload, 'base64url').toString())
    const other = Buffer.from(JSON.stringify({ ...payload, caseId: usCase, requestId: randomUUID() }))
    const changed = await mara.ask({ ...signed, payload: other.toString('base64url') })
    expect(changed.status).toBe(401)
  })

  it('cannot use a grant that it saw in an answer without the session key that it was given to', async () => {
    const claim = await mara.claim(await routedCase('EU'))
    const { grant } = claim.body as ClaimAnswer
    const stolen = await jonas.release(grant.id, grant.messages)
    expect(stolen.status).toBe(403)
    const own = await mara.release(grant.id, grant.messages)
    expect(own.body.keys?.length).toBeGreaterThan(0)
  })
})

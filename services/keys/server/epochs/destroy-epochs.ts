import type { Pool } from 'pg'
import type { Region } from '#domain/region'
import { DESTROY_AFTER_MS, type Retention } from '#domain/retention'
import { inTransaction } from '#lib/database'
import type { Handler, Sequencer } from '#services/ledger/sequencer'
import type { EpochStore } from './epoch-store'
import { rewrapSecrets } from './wrapped-secrets'

export type DestructionContext = { pool: Pool; epochs: EpochStore; sequencer: Sequencer; now(): number }
type Ended = { epoch: string; region: Region; retention: Retention; successor: string | null }

const BATCH = 200
/** Tables whose rows hold secrets under an epoch, and the column that names their owner. */
const WRAPPED = [
  { table: 'keys.report', owner: 'id' },
  { table: 'keys.rationale', owner: 'decision_id' },
] as const

/**
 * Destroys every epoch whose time has come: its survivors move to a fresh one, then the file goes, then an entry says
 * so. Each step may be repeated, and what a killed process left half done is finished by the next.
 * @param beforeFile runs when the survivors have moved: the backup must hold their new epoch before the old is gone.
 * @returns ids of the epochs that were destroyed.
 */
export async function destroyEndedEpochs(
  context: DestructionContext,
  beforeFile: () => Promise<void> = async () => undefined,
): Promise<string[]> {
  const { pool, epochs, sequencer, now } = context
  await sequencer.submit(endEmptyEpochs, { epochs })
  const { rows } = await pool.query<Ended>(
    `SELECT epoch, region, retention, successor FROM keys.ended_epoch
     WHERE destroyed_at IS NULL AND destroy_after <= $1 ORDER BY destroy_after LIMIT 100`,
    [new Date(now())],
  )
  const destroyed: string[] = []
  for (const row of rows) {
    if (await boxesWait(context, row.epoch)) continue
    await moveSurvivors(context, row)
    await beforeFile()
    const { output } = await sequencer.submit(epochIsEmpty, { epoch: row.epoch })
    if (!output) continue
    // The file first and the entry after it: the ledger never says of a key that it is gone while it is not.
    await epochs.destroy(row.epoch)
    await sequencer.submit(recordDestroyed, { epoch: row.epoch })
    destroyed.push(row.epoch)
  }
  return destroyed
}

/** True while a box may still be waiting that only this epoch's private key opens. */
async function boxesWait({ pool, epochs }: DestructionContext, epoch: string): Promise<boolean> {
  const record = epochs.records().find(({ id }) => id === epoch)
  if (!record || record.sealUntil <= record.notBefore) return false
  const { rows } = await pool.query('SELECT 1 FROM door.box WHERE created_at < $1 LIMIT 1', [
    new Date(record.sealUntil + DESTROY_AFTER_MS / 2),
  ])
  return rows.length > 0
}

async function moveSurvivors(context: DestructionContext, row: Ended): Promise<void> {
  const { pool, epochs, now } = context
  const { epoch, region, retention } = row
  if (!epochs.has(epoch)) return
  let { successor } = row
  if (successor === null && !(await isEmpty(pool, epoch))) {
    successor = await epochs.createInner(region, retention, now())
    await pool.query('UPDATE keys.ended_epoch SET successor = $2 WHERE epoch = $1', [epoch, successor])
  }
  epochs.retire(epoch)
  if (successor === null) return
  for (const { table, owner } of WRAPPED)
    while ((await moveBatch(context, table, owner, epoch, successor)) === BATCH);
}

async function moveBatch(
  { pool, epochs }: DestructionContext,
  table: string,
  owner: string,
  epoch: string,
  successor: string,
): Promise<number> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ id: string; dek: string; wrapped: Buffer }>(
      `SELECT ${owner} AS id, dek, wrapped FROM ${table} WHERE epoch = $1 AND shredded_at IS NULL
       ORDER BY ${owner} LIMIT ${BATCH} FOR UPDATE`,
      [epoch],
    )
    if (rows.length === 0) return 0
    const from = epochs.get(epoch)
    const to = epochs.get(successor)
    if (!from || !to) throw new Error('survivors cannot move: an epoch is missing')
    const ids = rows.map((row) => row.id)
    await client.query(
      'INSERT INTO keys.former_epoch (owner, epoch) SELECT unnest($1::uuid[]), $2 ON CONFLICT DO NOTHING',
      [ids, epoch],
    )
    await client.query(
      `UPDATE ${table} r SET epoch = $3, wrapped = t.wrapped
       FROM unnest($1::uuid[], $2::bytea[]) AS t (id, wrapped) WHERE r.${owner} = t.id`,
      [ids, rows.map((row) => rewrapSecrets(from, to, row)), successor],
    )
    await client.query('UPDATE keys.ended_epoch SET moved = moved + $2 WHERE epoch = $1', [
      epoch,
      rows.length,
    ])
    return rows.length
  })
}

const ROWS_LEFT = `SELECT 1 FROM keys.report WHERE epoch = $1 AND shredded_at IS NULL
  UNION ALL SELECT 1 FROM keys.rationale WHERE epoch = $1 AND shredded_at IS NULL LIMIT 1`

async function isEmpty(pool: Pool, epoch: string): Promise<boolean> {
  return (await pool.query(ROWS_LEFT, [epoch])).rows.length === 0
}

/** Asked between two commits of the sequencer, so that no decision is just being wrapped. */
const epochIsEmpty: Handler<{ epoch: string }, boolean> = {
  name: 'epoch-is-empty',
  most: 1,
  run: async (tx, [input]) => [(await tx.query(ROWS_LEFT, [input!.epoch])).length === 0],
}

const recordDestroyed: Handler<{ epoch: string }, null> = {
  name: 'record-destroyed',
  most: 1,
  run: async (tx, [input]) => {
    const [row] = await tx.query<{ region: Region; retention: string; moved: number }>(
      `UPDATE keys.ended_epoch SET destroyed_at = $2 WHERE epoch = $1 AND destroyed_at IS NULL
       RETURNING region, retention, moved`,
      [input!.epoch, new Date(tx.now)],
    )
    if (row) tx.append({ kind: 'epoch.destroyed', epoch: input!.epoch, ...row })
    // No dump opens under it any more, so nobody needs to know who was wrapped under it.
    await tx.write('DELETE FROM keys.former_epoch WHERE epoch = $1', [input!.epoch])
    return [null]
  },
}

/** An epoch that may no longer be sealed to, and under which nothing is left, serves only old dumps. */
const endEmptyEpochs: Handler<{ epochs: EpochStore }, null> = {
  name: 'end-empty-epochs',
  most: 1,
  run: async (tx, [input]) => {
    const old = input!.epochs
      .records()
      .filter((record) => record.retention !== 'hold' && record.sealUntil + DESTROY_AFTER_MS < tx.now)
    await tx.write(
      `INSERT INTO keys.ended_epoch (epoch, region, retention, destroy_after)
       SELECT t.epoch, t.region, t.retention, $4 FROM unnest($1::text[], $2::text[], $3::text[]) AS t (epoch, region, retention)
       WHERE NOT EXISTS (SELECT 1 FROM keys.report r WHERE r.epoch = t.epoch AND r.shredded_at IS NULL)
         AND NOT EXISTS (SELECT 1 FROM keys.rationale a WHERE a.epoch = t.epoch AND a.shredded_at IS NULL)
         AND NOT EXISTS (SELECT 1 FROM keys.ended_epoch o WHERE o.successor = t.epoch AND o.destroyed_at IS NULL)
       ON CONFLICT (epoch) DO NOTHING`,
      [
        old.map((record) => record.id),
        old.map((record) => record.region),
        old.map((record) => record.retention),
        new Date(tx.now),
      ],
    )
    return [null]
  },
}

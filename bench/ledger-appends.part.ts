import { randomUUID } from 'node:crypto'
import { createPool } from '#lib/database'
import type { NewEntry } from '#services/ledger/append'
import type { Handler, Sequencer } from '#services/ledger/sequencer'

type Rate = { perSecond: number; n: number }

/** A release of eleven keys as the ledger records it, about 500 bytes. */
function sampleEntry(): NewEntry {
  return {
    kind: 'release',
    request: randomUUID(),
    grant: randomUUID(),
    case: randomUUID(),
    region: 'EU',
    who: 'p0123456789abcdef0123456789abcdef',
    session: randomUUID(),
    messages: [['0123456789abcdef0123456789abcdef', '0-10']],
    recipient: '0123456789abcdefghijklmnopqrstuvwxyzABCDEFG',
  }
}

const appendOne: Handler<NewEntry, number> = {
  name: 'bench',
  most: 256,
  run: async (tx, inputs) => inputs.map((entry) => tx.append(entry).index),
}

/** `atOnce` callers, each with one append in hand, for so long. */
async function forSeconds(atOnce: number, seconds: number, one: () => Promise<unknown>): Promise<Rate> {
  const warm = performance.now() + 300
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (performance.now() < warm) await one()
    }),
  )
  let n = 0
  const began = performance.now()
  const end = began + seconds * 1_000
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (performance.now() < end) {
        await one()
        n++
      }
    }),
  )
  return { perSecond: n / ((performance.now() - began) / 1_000), n }
}

export function appendsPerSecond(sequencer: Sequencer, atOnce: number, seconds: number): Promise<Rate> {
  return forSeconds(atOnce, seconds, () => sequencer.submit(appendOne, sampleEntry()))
}

/**
 * The usual alternative, at its best: each entry holds the hash of the one before, under a lock on the head's row.
 * One round trip an append, hashing in the database, as many connections as callers.
 */
export async function chainAppendsPerSecond(url: string, atOnce: number, seconds: number): Promise<Rate> {
  const pool = createPool(url, { name: 'bench', max: atOnce })
  try {
    await pool.query(`
      CREATE TABLE chain_head (one bool PRIMARY KEY DEFAULT true, idx bigint NOT NULL, hash bytea NOT NULL);
      INSERT INTO chain_head VALUES (true, 0, '');
      CREATE TABLE chain_entry (idx bigint PRIMARY KEY, bytes bytea NOT NULL, hash bytea NOT NULL);
      CREATE FUNCTION chain_append(p bytea) RETURNS bigint LANGUAGE plpgsql AS $$
      DECLARE i bigint; h bytea;
      BEGIN
        SELECT idx, sha256(hash || p) INTO i, h FROM chain_head FOR UPDATE;
        INSERT INTO chain_entry VALUES (i, p, h);
        UPDATE chain_head SET idx = i + 1, hash = h;
        RETURN i;
      END $$`)
    return await forSeconds(atOnce, seconds, () =>
      pool.query({
        name: 'chain-append',
        text: 'SELECT chain_append($1)',
        values: [Buffer.from(JSON.stringify(sampleEntry()))],
      }),
    )
  } finally {
    await pool.end()
  }
}

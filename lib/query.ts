import { createHash } from 'node:crypto'

/**
 * One statement, its values, its rows. Services that both the console (Prisma) and the workers (pg) call take
 * this instead of a client. So that both drivers send the same types, every placeholder is cast in the SQL and
 * JSON is passed as text.
 *
 * Prisma: `(text, values) => prisma.$queryRawUnsafe(text, ...values)`; pg: `pgQuery(pool)`.
 */
export type Query = <Row extends object>(text: string, values: readonly unknown[]) => Promise<Row[]>

type PgClient = {
  query(config: { name: string; text: string; values: unknown[] }): Promise<{ rows: unknown[] }>
}

const names = new Map<string, string>()

/** Named, so that PostgreSQL parses and plans each text once a connection. Texts are constants of the code. */
function statementName(text: string): string {
  let name = names.get(text)
  if (name === undefined) {
    name = createHash('sha256').update(text).digest('base64url').slice(0, 24)
    names.set(text, name)
  }
  return name
}

/** @param client a pool, or a client inside a transaction. */
export function pgQuery(client: PgClient): Query {
  return async <Row extends object>(text: string, values: readonly unknown[]) => {
    const result = await client.query({ name: statementName(text), text, values: [...values] })
    return result.rows as Row[]
  }
}

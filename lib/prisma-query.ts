import type { PrismaClient } from '#generated/prisma/client'
import { prisma } from './prisma'
import type { Query } from './query'

type RawClient = Pick<PrismaClient, '$queryRawUnsafe'>

/** `Query` over Prisma; texts are constants of the code and values travel apart. @param tx inside a transaction. */
export function prismaQuery(tx?: RawClient): Query {
  return <Row extends object>(text: string, values: readonly unknown[]) =>
    (tx ?? prisma()).$queryRawUnsafe<Row[]>(text, ...values)
}

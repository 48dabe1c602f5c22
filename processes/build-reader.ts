import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { Trust } from '#domain/trust'
import { readEnv } from '#lib/env'
import { buildReader } from '../reader/build'

/** Builds the reader for the public keys in TRUST_FILE into READER_DIR and prints what the ledger will record. */
const env = readEnv(z.object({ TRUST_FILE: z.string().min(1), READER_DIR: z.string().min(1) }))
const trust = Trust.parse(JSON.parse(await readFile(env.TRUST_FILE, 'utf8')))
const { files } = await buildReader({ trust, outDir: path.resolve(env.READER_DIR) })
for (const [name, hash] of Object.entries(files)) console.log(`${hash}  ${name}`)

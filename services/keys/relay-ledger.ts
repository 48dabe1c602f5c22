import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'
import type { Pool } from 'undici'
import { AppError } from '#domain/errors'
import { parseTilePath, TILE_WIDTH, tilePath } from '#domain/tile'

/**
 * The ledger as C2SP `tlog-tiles` asks for it, for anyone who verifies: checkpoint and tiles are files; proofs, and
 * entries for auditors, come from the key service.
 *
 *   GET /ledger/checkpoint
 *   GET /ledger/tile/<L>/<N>[.p/<W>]
 *   GET /ledger/tile/entries/<N>[.p/<W>]         Authorization: Bearer <auditor's key>
 *   GET /ledger/proof/consistency?from=&to=
 */
export type LedgerHost = (request: IncomingMessage, response: ServerResponse) => Promise<void>

const ALWAYS = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' }
const FOR_EVER = 'public, max-age=31536000, immutable'

/** @param directory the key service's LEDGER_DIR; without it nothing but the key service's own answers is there. */
export function ledgerHost(directory: string | undefined, keyd: Pool): LedgerHost {
  return async (request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://relay')
    const name = pathname.slice('/ledger/'.length)
    if (request.method !== 'GET' && request.method !== 'HEAD') throw notThere()
    if (name === 'checkpoint') {
      const type = 'text/plain; charset=utf-8'
      return send(request, response, await read(directory, name), type, 'public, max-age=1')
    }
    if (name === 'proof/consistency') return pass(keyd, request, response, `/v1/ledger/${name}${search}`)
    const tile = parseTilePath(name)
    if (!tile) throw notThere()
    if (tile.level === 'entries') return pass(keyd, request, response, `/v1/ledger/${tilePath(tile)}`)
    const bytes = await read(directory, tilePath(tile))
    // A partial tile goes once the full one is there, and what it holds never changes.
    const cache = tile.width === TILE_WIDTH ? FOR_EVER : 'public, max-age=60'
    return send(request, response, bytes, 'application/octet-stream', cache)
  }
}

async function read(directory: string | undefined, name: string): Promise<Buffer> {
  if (directory === undefined) throw notThere()
  return readFile(path.join(directory, name)).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' || error.code === 'ENOTDIR' ? notThere() : error
  })
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Buffer,
  type: string,
  cache: string,
): void {
  response
    .writeHead(200, {
      ...ALWAYS,
      'content-type': type,
      'cache-control': cache,
      'content-length': bytes.length,
    })
    .end(request.method === 'HEAD' ? undefined : bytes)
}

/** The auditor's key goes on to the key service, which alone knows it; nothing is kept here. */
async function pass(
  keyd: Pool,
  request: IncomingMessage,
  response: ServerResponse,
  to: string,
): Promise<void> {
  const { authorization } = request.headers
  const answer = await keyd.request({
    method: 'GET',
    path: to,
    ...(authorization === undefined ? {} : { headers: { authorization } }),
  })
  const header = (name: string) => {
    const value = answer.headers[name]
    return typeof value === 'string' ? { [name]: value } : {}
  }
  response.writeHead(answer.statusCode, {
    ...ALWAYS,
    'cache-control': 'no-store',
    ...header('content-type'),
    ...header('cache-control'),
    ...header('retry-after'),
  })
  response.end(Buffer.from(await answer.body.arrayBuffer()))
}

function notThere(): AppError {
  return new AppError('not_found', 'There is nothing at this address.')
}

import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { TILE_WIDTH, type Tile, tilePath } from '#domain/tile'
import type { TileSource } from '#domain/tiled-ledger'

const REQUEST_TIMEOUT_MS = 20_000
const PATIENCE_MS = 60_000

/** Tiles and bundles below a directory, laid out as C2SP `tlog-tiles`. */
export function tilesInDirectory(directory: string): TileSource {
  return async (tile) => {
    const exact = await readFile(path.join(directory, tilePath(tile))).catch(missing)
    if (exact) return { bytes: exact, width: tile.width }
    const whole = tilePath({ ...tile, width: TILE_WIDTH })
    const bytes = await readFile(path.join(directory, whole)).catch(missing)
    if (bytes) return { bytes, width: TILE_WIDTH }
    const partial = await readdir(path.join(directory, `${whole}.p`)).catch(() => [])
    const width = partial
      .map(Number)
      .filter((have) => have > tile.width)
      .sort((a, b) => a - b)[0]
    return width === undefined
      ? undefined
      : { bytes: await readFile(path.join(directory, tilePath({ ...tile, width }))), width }
  }
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
  throw error
}

/** The web server could not be asked, or refuses: nothing can be said of the ledger. */
export class SourceError extends Error {
  override readonly name = 'SourceError'
}

/** A file below an address; undefined when the server has none there. Waits where it is told to wait. */
export async function fetchFile(base: string, file: string, token?: string): Promise<Buffer | undefined> {
  const url = `${base.replace(/\/+$/, '')}/${file}`
  const until = Date.now() + PATIENCE_MS
  for (;;) {
    const answer = await fetch(url, {
      redirect: 'error',
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
    }).catch((error: unknown) => {
      throw new SourceError('The ledger’s address does not answer.', { cause: error })
    })
    if (answer.ok) return Buffer.from(await answer.arrayBuffer())
    await answer.body?.cancel()
    if (answer.status === 404) return undefined
    if (answer.status === 401 || answer.status === 403)
      throw new SourceError('The auditor key is not accepted: entries are for auditors only.')
    if (answer.status !== 429 || Date.now() > until)
      throw new SourceError(`The ledger’s address answered ${answer.status}.`)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
  }
}

/** Tiles from a web server; bundles with an auditor's token. */
export function tilesAtUrl(base: string, token?: string): TileSource {
  const get = (tile: Tile) => fetchFile(base, tilePath(tile), tile.level === 'entries' ? token : undefined)
  return async (tile) => {
    const exact = await get(tile)
    if (exact) return { bytes: exact, width: tile.width }
    if (tile.width === TILE_WIDTH) return undefined
    const whole = await get({ ...tile, width: TILE_WIDTH })
    return whole && { bytes: whole, width: TILE_WIDTH }
  }
}

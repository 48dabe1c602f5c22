import { readFile } from 'node:fs/promises'
import { writeHeapSnapshot } from 'node:v8'
import { Trust } from '#domain/trust'
import { createLog } from '#lib/log'
import { startKeyService } from '#services/keys/server/server'
import { guardProcess } from '#services/keys/server/start/process-guard'

/**
 * The key service as processes/keyd.ts starts it, in a process that also writes a heap snapshot when its parent asks:
 * the one thing that the real process can never be made to do. Started by fork() with its settings in the environment.
 */
const { SOCKET, DATABASE, HOME_DIR, TRUST, READER } = process.env as Record<string, string>
guardProcess('trial')
const keyd = await startKeyService({
  ...{ mode: 'trial', databaseUrl: DATABASE!, socket: SOCKET!, home: HOME_DIR!, readerDir: READER! },
  trust: Trust.parse(JSON.parse(await readFile(TRUST!, 'utf8'))),
  allowVolatileStore: true,
  log: createLog('keyd', 'silent'),
})
process.on('message', (message: { snapshot?: string; collect?: boolean }) => {
  if (message.snapshot !== undefined) writeHeapSnapshot(message.snapshot)
  process.send!({ done: true })
})
process.on('disconnect', () => void keyd.close().then(() => process.exit(0)))
process.send!({ ready: true })

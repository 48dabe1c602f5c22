/** The one door to the key service for other services and workers; everything else here is its own. */
export { KeyClient, type KeyClientOptions } from './key-client'
export { type Score, type ScoreItem, WorkerKeyClient } from './worker-client'

import { QueueFilter } from '#domain/queue-view'
import { route } from '#services/auth/route'
import { queuePage } from '#services/review/queue-data'

export const GET = route('queue:read', { query: QueueFilter }, ({ proof, query }) =>
  queuePage(proof, query, new Date()),
)

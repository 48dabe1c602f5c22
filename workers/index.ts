import { askPlugin } from './ask-plugin'
import { classifyConversation } from './classify-conversation'
import { deliverOutcome } from './deliver-outcome'
import { followFeed } from './follow-feed'
import type { Job } from './job'
import type { Loop } from './loop'
import { routeCase } from './route-case'
import { shipFacts } from './ship-facts'
import { sweep } from './sweep'
import { watchDrift } from './watch-drift'

/** Every job, in the order in which a report meets them. A new one is a file and a line here. */
export const JOBS = [
  classifyConversation,
  askPlugin,
  routeCase,
  deliverOutcome,
  watchDrift,
] as unknown as readonly Job<object>[]

/** What runs beside them: the feed starts the pipeline, the outbox ends it, the sweeper mends it. */
export const LOOPS: readonly Loop[] = [followFeed, shipFacts, sweep]

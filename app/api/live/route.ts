import { authorise } from '#domain/permission'
import { onAccessChange } from '#services/access/live'
import { route } from '#services/auth/route'
import { keyService } from '#services/keys/console-client'
import { onCaseChange } from '#services/review/live'

export const dynamic = 'force-dynamic'

const BEAT_MS = 20_000
/** Ends the stream now and then; the browser comes back, and its session and roles are looked at again. */
const LIFE_MS = 5 * 60_000
/** More ids than that in one second and the page asks for everything anew. */
const MOST_IDS = 50

/**
 * Server-sent events: which cases of this person's regions changed, with ids only for whoever may read cases; and to
 * leads that something about access waits.
 */
export const GET = route('overview:read', {}, async ({ actor, request }) => {
  const mayKnow = authorise(actor, 'case:read') !== undefined
  const regions: readonly string[] = actor.regions
  const encoder = new TextEncoder()
  let stop = () => {}
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const write = (text: string) => controller.enqueue(encoder.encode(text))
      write('retry: 2000\n\n')
      const unsubscribe = onCaseChange((changes) => {
        const cases = [...new Set(changes.filter((c) => regions.includes(c.region)).map((c) => c.caseId))]
        if (cases.length === 0) return
        const more = !mayKnow || cases.length > MOST_IDS
        write(`event: change\ndata: ${JSON.stringify({ cases: more ? [] : cases, more })}\n\n`)
      })
      const deaf = authorise(actor, 'access:approve')
        ? onAccessChange(
            (all) => keyService().accessCounts(all),
            () => write('event: access\ndata: {}\n\n'),
          )
        : () => {}
      const beat = setInterval(() => write(': still here\n\n'), BEAT_MS)
      const end = setTimeout(() => stop(), LIFE_MS)
      stop = () => {
        unsubscribe()
        deaf()
        clearInterval(beat)
        clearTimeout(end)
        stop = () => {}
        try {
          controller.close()
        } catch {
          // the browser closed it first
        }
      }
      request.signal.addEventListener('abort', () => stop())
    },
    cancel: () => stop(),
  })
  return new Response(stream, {
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    },
  })
})

import { z } from 'zod'
import { postRelay } from '../relay-client'

const ASK_EVERY_MS = 3_000
const ASK_TIMEOUT_MS = 4_000
/** How long what is shown may stay when nobody says that it still may. */
const SILENCE_MS = 15_000
const Answer = z.object({ live: z.boolean() })

/**
 * Asks every three seconds whether what is on screen may stay there, of the key service itself: the page around this
 * frame might be told late, or not want to hear.
 */
export class LiveWatch {
  private timer: ReturnType<typeof setTimeout> | undefined
  private answeredAt = Date.now()
  private silent = false
  private stopped = false

  constructor(
    private readonly asked: { session: string; grantId: string },
    private readonly on: { ended(): void; silent(): void; back(): void },
  ) {
    this.next()
    document.addEventListener('visibilitychange', this.look)
  }

  stop(): void {
    this.stopped = true
    clearTimeout(this.timer)
    document.removeEventListener('visibilitychange', this.look)
  }

  private next(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.ask(), ASK_EVERY_MS)
  }

  /** A tab in the background asks less often: whoever comes back to it is not kept waiting for the truth. */
  private readonly look = (): void => {
    if (document.visibilityState === 'visible') void this.ask()
  }

  private async ask(): Promise<void> {
    clearTimeout(this.timer)
    const live = await postRelay('/relay/live', this.asked, AbortSignal.timeout(ASK_TIMEOUT_MS)).then(
      (answer) => Answer.safeParse(answer).data?.live,
      () => undefined,
    )
    if (this.stopped) return
    if (live === false) {
      this.stop()
      this.on.ended()
      return
    }
    if (live === undefined) this.hearNothing()
    else {
      this.answeredAt = Date.now()
      if (this.silent) {
        this.stop()
        this.on.back()
        return
      }
    }
    this.next()
  }

  private hearNothing(): void {
    if (this.silent || Date.now() - this.answeredAt < SILENCE_MS) return
    this.silent = true
    this.on.silent()
  }
}

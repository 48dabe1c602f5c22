import { AppError } from '#domain/errors'

/** One operation that waits for a commit, and whoever asked for it. */
export type Work<Task, Answer> = {
  task: Task
  resolve(value: Answer): void
  reject(error: unknown): void
  /** Its caller was told that nothing happened: not begun any more. */
  abandoned: boolean
}

const MAX_QUEUE = 5_000
/** How long an operation may wait and run before its caller is told that nothing happened. */
const DEADLINE_MS = 1_900

/** Operations in the order in which they came, each with its deadline. */
export class WorkQueue<Task, Answer> {
  private waiting: Work<Task, Answer>[] = []
  private wakeUp: (() => void) | undefined

  get isEmpty(): boolean {
    return this.waiting.length === 0
  }

  /** @throws AppError `unavailable` when it was not settled in time, or too much waits. */
  add(task: Task): Promise<Answer> {
    if (this.waiting.length >= MAX_QUEUE) return Promise.reject(unavailable())
    return new Promise((resolve, reject) => {
      const work: Work<Task, Answer> = {
        task,
        resolve: (value) => {
          clearTimeout(timer)
          resolve(value)
        },
        reject: (error) => {
          clearTimeout(timer)
          reject(error)
        },
        abandoned: false,
      }
      const timer = setTimeout(() => {
        work.abandoned = true
        reject(unavailable())
      }, DEADLINE_MS)
      this.waiting.push(work)
      this.wake()
    })
  }

  /** The oldest that somebody still waits for, out of at most so many. */
  take(most: number): Work<Task, Answer>[] {
    return this.waiting.splice(0, most).filter((work) => !work.abandoned)
  }

  /** Until something is added, or it is woken, or the time is over. */
  untilWoken(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms)
      function done() {
        clearTimeout(timer)
        resolve()
      }
      this.wakeUp = done
    })
  }

  wake(): void {
    this.wakeUp?.()
  }

  rejectAll(): void {
    for (const work of this.waiting.splice(0)) work.reject(unavailable())
  }
}

/** What a caller is told when the ledger did not commit in time: nothing has left. */
export function unavailable(cause?: unknown): AppError {
  return new AppError('unavailable', 'The ledger did not commit, so nothing was opened.', {
    reason: 'ledger_unavailable',
    cause,
  })
}

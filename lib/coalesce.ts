export type CoalesceOptions = {
  /** Most items in one run. */
  max: number
  /** How long the first item waits for company. */
  delayMs: number
  /** Most runs at once; while all are busy, items gather into larger ones. */
  concurrent?: number
  /** True when each item failing alone would fail the same way, so that trying singly is no use. */
  shared?: (error: unknown) => boolean
}

/**
 * Turns calls for one item into calls for many: a statement or a signed request that serves 16 costs little more
 * than one that serves a single item. A run that fails is repeated item by item, so that one bad item fails alone.
 *
 * @param run answers one result an item, in order.
 */
export function coalesce<In, Out>(
  run: (items: In[]) => Promise<Out[]>,
  { max, delayMs, concurrent = 2, shared = () => false }: CoalesceOptions,
): (item: In) => Promise<Out> {
  type Waiting = { item: In; resolve: (out: Out) => void; reject: (error: unknown) => void }
  const waiting: Waiting[] = []
  let running = 0
  let timer: NodeJS.Timeout | undefined

  async function alone(one: Waiting): Promise<void> {
    try {
      const [out] = await run([one.item])
      one.resolve(out as Out)
    } catch (error) {
      one.reject(error)
    }
  }

  async function together(batch: Waiting[]): Promise<void> {
    try {
      const outs = await run(batch.map(({ item }) => item))
      if (outs.length !== batch.length) throw new Error('a coalesced run answers one result an item')
      for (const [i, { resolve }] of batch.entries()) resolve(outs[i] as Out)
    } catch (error) {
      if (batch.length === 1 || shared(error)) for (const { reject } of batch) reject(error)
      else for (const one of batch) await alone(one)
    }
  }

  function start(): void {
    clearTimeout(timer)
    timer = undefined
    while (waiting.length > 0 && running < concurrent) {
      running++
      void together(waiting.splice(0, max)).finally(() => {
        running--
        if (waiting.length > 0) start()
      })
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (waiting.length >= max) start()
      else timer ??= setTimeout(start, delayMs)
    })
}

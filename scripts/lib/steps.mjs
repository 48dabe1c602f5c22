/** Says what is being done and how long it took; a line a step, also where the output is not a terminal. */
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`

/**
 * Runs one step. `work` may return a note that is shown behind the title.
 * @template T @param {string} title @param {() => T | Promise<T>} work @returns {Promise<T>}
 */
export async function step(title, work) {
  const began = Date.now()
  process.stdout.write(`  ${`${title} `.padEnd(34, '·')} `)
  try {
    const result = await work()
    process.stdout.write(`${seconds(Date.now() - began)}${typeof result === 'string' ? `  ${result}` : ''}\n`)
    return result
  } catch (error) {
    process.stdout.write(`failed after ${seconds(Date.now() - began)}\n`)
    throw error
  }
}

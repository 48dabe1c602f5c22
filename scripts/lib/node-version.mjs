/** The oldest Node that everything here runs on. */
const FLOOR = [20, 19]

/** @returns the sentence to show when this Node is too old; written so that an old Node can still read this file. */
export function nodeTooOld() {
  const parts = process.versions.node.split('.').map(Number)
  if (parts[0] > FLOOR[0] || (parts[0] === FLOOR[0] && parts[1] >= FLOOR[1])) return undefined
  return `Countersign needs Node ${FLOOR.join('.')} or newer and this is ${process.versions.node}: install a newer one (https://nodejs.org, or your system's package nodejs).`
}

/**
 * Merges texts in Prometheus' exposition format: a metric's HELP and TYPE may stand only once, with all of its
 * samples below, whichever process they come from. The processes tell themselves apart by the label `process`.
 */
export function mergeMetrics(texts: readonly string[]): string {
  const families = new Map<string, { head: string[]; samples: string[] }>()
  for (const text of texts) {
    let name = ''
    let first = false
    for (const line of text.split('\n')) {
      if (line.trim() === '') continue
      const comment = /^# (HELP|TYPE) (\S+)/.exec(line)
      if (comment) {
        if (comment[2] !== name) {
          name = comment[2] as string
          first = !families.has(name)
        }
        if (first) family(families, name).head.push(line)
      } else if (!line.startsWith('#')) family(families, name).samples.push(line)
    }
  }
  const lines = [...families.values()].flatMap(({ head, samples }) => [...head, ...samples])
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}

function family(families: Map<string, { head: string[]; samples: string[] }>, name: string) {
  let found = families.get(name)
  if (!found) {
    found = { head: [], samples: [] }
    families.set(name, found)
  }
  return found
}

import { Destination } from '#domain/entry-fields'

/** Origins by the code of the plug-in that may stand there. */
export type Destinations = ReadonlyMap<string, string>

/**
 * `code=https://host[:port]`, comma separated, as the operator gives them to the worker. The console's tables are not
 * enough: whoever writes them would have every conversation sent to themselves.
 * @throws RangeError naming the part that cannot be read.
 */
export function readDestinations(text: string): Destinations {
  const found = new Map<string, string>()
  for (const part of text.split(',').filter((one) => one.trim() !== '')) {
    const at = part.indexOf('=')
    const [code, origin] = [part.slice(0, at).trim(), part.slice(at + 1).trim()]
    const good =
      Destination.safeParse(code).success && URL.canParse(origin) && new URL(origin).origin === origin
    if (at < 0 || !good || !origin.startsWith('https://') || found.has(code))
      throw new RangeError(`"${part}" is not code=https://host`)
    found.set(code, origin)
  }
  return found
}

/** @param allow `host:port` pairs of a trial's own machine, which need no other approval. */
export function isApproved(
  destinations: Destinations,
  allow: readonly string[],
  plugin: { code: string; url: string },
): boolean {
  if (!URL.canParse(plugin.url)) return false
  const url = new URL(plugin.url)
  return destinations.get(plugin.code) === url.origin || allow.includes(url.host)
}

import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

/**
 * Which addresses a webhook may reach. An endpoint's URL is a platform's input: without this it could point the
 * worker at our own network or a cloud's metadata service. IPv4 refuses the special-purpose blocks of RFC 6890 and
 * its registry; IPv6 accepts only global unicast (2000::/3) less its special blocks, which leaves out loopback,
 * link-local, unique-local, multicast, NAT64 and every IPv4-mapped form at once.
 */
const IPV4_REFUSED: [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]
const IPV6_REFUSED: [string, number][] = [
  ['2001::', 23], // IETF protocol assignments: Teredo, ORCHID, benchmarking
  ['2001:db8::', 32],
  ['2002::', 16], // 6to4 carries an IPv4 address
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
]
/** Azure's host service stands in a public block; other clouds' are link-local, shared or unique-local. */
const METADATA = ['168.63.129.16']

const refused = new BlockList()
for (const [net, bits] of IPV4_REFUSED) refused.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of IPV6_REFUSED) refused.addSubnet(net, bits, 'ipv6')
for (const address of METADATA) refused.addAddress(address, 'ipv4')
const global = new BlockList()
global.addSubnet('2000::', 3, 'ipv6')

/** @param address a literal, without brackets or zone. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !refused.check(address, 'ipv4')
  return family === 6 && global.check(address, 'ipv6') && !refused.check(address, 'ipv6')
}

/**
 * What can be said of an endpoint's address before anything is sent: delivery resolves the name and checks again.
 * A trial may use its own loopback interface.
 */
export function addressProblem(text: string, mode: 'trial' | 'production'): string | undefined {
  if (!URL.canParse(text)) return 'This is not an address.'
  const url = new URL(text)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (mode === 'trial' && (host === 'localhost' || host.startsWith('127.'))) return undefined
  if (url.protocol !== 'https:') return 'Use an https:// address.'
  if (host === 'localhost' || (isIP(host) !== 0 && !isPublicAddress(host)))
    return 'This address lies inside a network: only public ones can be reached.'
  return undefined
}

export type Resolve = (host: string) => Promise<{ address: string; family: number }[]>
const resolveAll: Resolve = (host) => lookup(host, { all: true, verbatim: true })

export type Vetted =
  | { ok: true; url: URL; address: string; family: 4 | 6 }
  | { ok: false; code: 'bad_url' | 'https_required' | 'refused_address' | 'dns_failed' }

/**
 * Checks a URL and finds the address to connect to. The caller must connect to exactly that address: a name that
 * is looked up again may answer differently (DNS rebinding).
 *
 * @param allow `host:port` pairs that may be private and plain http: the local receiver of a trial.
 */
export async function vetUrl(text: string, allow: readonly string[], resolve = resolveAll): Promise<Vetted> {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return { ok: false, code: 'bad_url' }
  }
  if (url.username || url.password || !['http:', 'https:'].includes(url.protocol))
    return { ok: false, code: 'bad_url' }
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  const allowed = allow.includes(`${url.hostname}:${port}`)
  if (url.protocol !== 'https:' && !allowed) return { ok: false, code: 'https_required' }

  const host = url.hostname.replace(/^\[|\]$/g, '')
  let found: { address: string; family: number }[]
  try {
    found = isIP(host) ? [{ address: host, family: isIP(host) }] : await resolve(host)
  } catch {
    return { ok: false, code: 'dns_failed' }
  }
  const [first] = found
  if (!first) return { ok: false, code: 'dns_failed' }
  // All of them: a name with one public and one private address is an attempt at something.
  if (!allowed && !found.every(({ address }) => isPublicAddress(address)))
    return { ok: false, code: 'refused_address' }
  return { ok: true, url, address: first.address, family: first.family === 6 ? 6 : 4 }
}

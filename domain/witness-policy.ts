import { decodeVkey, NOTE_COSIGNATURE, NOTE_ED25519 } from './checkpoint'

/**
 * C2SP `tlog-policy`: which logs and witnesses are known, and which cosignatures make a checkpoint valid.
 *
 *   log <vkey> [<url>]
 *   witness <name> <vkey> [<url>]
 *   group <name> all|any|<k> <name>…
 *   quorum <name>|none
 */
export type PolicyWitness = { name: string; vkey: string; url?: string }
type Group = { name: string; atLeast: number; members: string[] }
export type WitnessPolicy = {
  logs: { vkey: string; url?: string }[]
  witnesses: PolicyWitness[]
  groups: Group[]
  /** A witness, a group, or `none`. */
  quorum: string
}

const MAX_POLICY_CHARACTERS = 100_000

/** @throws RangeError naming the line that is wrong, never its words. */
export function parsePolicy(text: string): WitnessPolicy {
  const policy: Omit<WitnessPolicy, 'quorum'> = { logs: [], witnesses: [], groups: [] }
  const names = new Set<string>()
  const members = new Set<string>()
  const keys = new Set<string>()
  let quorum: string | undefined
  if (text.length > MAX_POLICY_CHARACTERS) throw new RangeError('the policy is too long')
  if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text))
    throw new RangeError('the policy has control characters')

  const define = (name: string, wrong: (what: string) => never) => {
    if (name === 'none' || names.has(name)) wrong('gives a name twice, or the name none')
    names.add(name)
  }
  for (const [i, line] of text.split('\n').entries()) {
    const wrong = (what: string): never => {
      throw new RangeError(`line ${i + 1} of the policy ${what}`)
    }
    const key = (vkey: string, type: typeof NOTE_ED25519 | typeof NOTE_COSIGNATURE) => {
      try {
        const raw = decodeVkey(vkey, type).publicKey.join()
        if (keys.has(raw)) wrong('names a key twice')
        keys.add(raw)
      } catch (error) {
        if (error instanceof RangeError && error.message.startsWith('line')) throw error
        wrong('has no verifier key of the right type')
      }
    }
    const [word, ...rest] = line.split(/[ \t]+/).filter((part) => part !== '')
    if (word === undefined || word.startsWith('#')) continue
    if (word === 'log' && (rest.length === 1 || rest.length === 2)) {
      key(rest[0]!, NOTE_ED25519)
      policy.logs.push({ vkey: rest[0]!, ...withUrl(rest[1]) })
    } else if (word === 'witness' && (rest.length === 2 || rest.length === 3)) {
      define(rest[0]!, wrong)
      key(rest[1]!, NOTE_COSIGNATURE)
      policy.witnesses.push({ name: rest[0]!, vkey: rest[1]!, ...withUrl(rest[2]) })
    } else if (word === 'group' && rest.length >= 3) {
      const [name, count, ...of] = rest as [string, string, ...string[]]
      for (const member of of) {
        if (!names.has(member) || members.has(member)) wrong('lists an unknown member, or one a second time')
        members.add(member)
      }
      define(name, wrong)
      const atLeast = count === 'all' ? of.length : count === 'any' ? 1 : decimal(count)
      if (atLeast === undefined || atLeast > of.length) return wrong('has a threshold that cannot be met')
      policy.groups.push({ name, atLeast, members: of })
    } else if (word === 'quorum' && rest.length === 1 && quorum === undefined) {
      if (rest[0] !== 'none' && !names.has(rest[0]!)) wrong('asks for an unknown quorum')
      quorum = rest[0]
    } else wrong('cannot be read')
  }
  if (quorum === undefined) throw new RangeError('the policy has no quorum line')
  return { ...policy, quorum }
}

function withUrl(url: string | undefined): { url?: string } {
  return url === undefined ? {} : { url }
}

function decimal(text: string): number | undefined {
  return /^[1-9]\d{0,3}$/.test(text) ? Number(text) : undefined
}

/** @param cosigned names of the witnesses whose cosignature is valid. */
export function quorumMet(policy: WitnessPolicy, cosigned: ReadonlySet<string>): boolean {
  const met = (name: string): boolean => {
    const group = policy.groups.find((one) => one.name === name)
    return group ? group.members.filter(met).length >= group.atLeast : cosigned.has(name)
  }
  return policy.quorum === 'none' || met(policy.quorum)
}

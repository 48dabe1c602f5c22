import { FREEZE_NAMES, REASON_NAMES } from '#domain/access-words'
import type { LedgerEntry, Purpose } from '#domain/ledger-entry'

type Kind =
  | 'request'
  | 'approve'
  | 'review'
  | 'credential'
  | 'relation'
  | 'freeze'
  | 'worker.changed'
  | 'shred'
  | 'hold'
  | 'epoch.destroyed'
  | 'root.rotated'
  | 'signer.rotated'
  | 'origin'

/** The sentence after the actor, for entries about who may act and about the keys themselves. */
export function authorityText(
  entry: Extract<LedgerEntry, { kind: Kind }>,
  purposes: Record<Purpose, string>,
): string {
  switch (entry.kind) {
    case 'request': {
      const what = entry.act === 'erase' ? 'the erasure of messages' : 'access'
      const urgent = entry.breakGlass ? ', breaking the glass' : ''
      return `asked for ${what} under ${purposes[entry.purpose]}${urgent}: ${named(REASON_NAMES, entry.reason)}`
    }
    case 'approve':
      return `${entry.verdict} a request for access, with a ${entry.credential === 'trial' ? 'trial code' : 'passkey'}`
    case 'review':
      return `found break-glass access ${entry.verdict === 'justified' ? 'justified' : 'not justified'}`
    case 'credential':
      return CREDENTIAL_WORDS[entry.act]
    case 'relation':
      return entry.act === 'declared' ? 'declared a relation with an account' : 'withdrew a declared relation'
    case 'freeze':
      return entry.act === 'frozen'
        ? `froze a person: ${named(FREEZE_NAMES, entry.code)}`
        : 'released a person from a freeze'
    case 'worker.changed':
      return `${entry.act} the identity ${entry.worker} (${entry.scopes.join(', ') || 'no scope'})`
    case 'shred': {
      const by = new Date(entry.completeBy).toISOString().slice(0, 10)
      const held = entry.held > 0 ? `, ${entry.held} kept back by a legal hold` : ''
      return `destroyed the keys of ${entry.count} messages${SHRED_WORDS[entry.what]}${held}; the last copy is gone by ${by}`
    }
    case 'hold':
      return `${entry.act} a legal hold on ${entry.count} reports: ${plain(entry.reason)}`
    case 'epoch.destroyed':
      return `destroyed a key epoch of ${entry.region} after moving ${entry.moved} items`
    case 'root.rotated':
      return `${entry.act} the rotation of the root key (${entry.epochs} epochs)`
    case 'signer.rotated':
      return 'replaced the key that signs this ledger'
    case 'origin':
      return `began this ledger after the ${entry.reason} of another, from its entry ${entry.previous.size} on`
  }
}

const CREDENTIAL_WORDS = {
  invited: 'invited a person to enrol a passkey',
  presented: 'presented a new passkey',
  confirmed: 'confirmed a person’s new passkey',
  revoked: 'revoked a passkey',
} as const

const SHRED_WORDS = {
  message: '',
  report: ' of a report',
  person: ' by identifiers',
  retention: ' whose time was over',
} as const

/** A code in the words of the page where it was chosen, set into a sentence. */
function named(table: Record<string, string>, code: string): string {
  const words = table[code]
  return words === undefined ? plain(code) : words.charAt(0).toLowerCase() + words.slice(1)
}

function plain(code: string): string {
  return code.replaceAll('_', ' ')
}

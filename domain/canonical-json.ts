/**
 * RFC 8785 (JSON Canonicalization Scheme): ECMAScript's own number and string forms, members sorted by
 * UTF-16 code units, no white space. Ledger entries, manifests and signed requests are these bytes.
 *
 * @throws TypeError on what JSON cannot carry or carries ambiguously: undefined members, non-finite numbers,
 * functions, and strings with lone surrogates.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('canonical JSON has no NaN and no infinity')
    return JSON.stringify(value)
  }
  if (typeof value === 'string') {
    if (!isWellFormed(value)) throw new TypeError('canonical JSON has no lone surrogates')
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object') {
    const members = Object.entries(value as Record<string, unknown>)
    members.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    return `{${members.map(([key, member]) => `${canonicalJson(key)}:${canonicalJson(member)}`).join(',')}}`
  }
  throw new TypeError(`canonical JSON cannot carry a ${typeof value}`)
}

/**
 * True when `text` is the canonical form of `value`, which is what JSON.parse made of it. Much cheaper than writing
 * it anew: what ECMAScript's own JSON.stringify gives back unchanged is canonical as soon as its members are sorted.
 * Escaped surrogates and `__proto__` are where the two could part, so they take the long way or none.
 */
export function isCanonicalJson(text: string, value: unknown): boolean {
  if (text.includes('"__proto__"')) return false
  if (!text.includes('\\ud') && JSON.stringify(value) === text) return membersAreSorted(value)
  return canonicalJson(value) === text
}

function membersAreSorted(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every(membersAreSorted)
  let before: string | undefined
  for (const key in value) {
    if (before !== undefined && key < before) return false
    before = key
    const member = (value as Record<string, unknown>)[key]
    if (typeof member === 'object' && !membersAreSorted(member)) return false
  }
  return true
}

/** True when the text has no lone surrogate, that is, when UTF-8 can carry it without loss. */
export function isWellFormed(text: string): boolean {
  // Most text has no surrogate at all, and the look-behind is slow.
  if (!/[\uD800-\uDFFF]/.test(text)) return true
  return !/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(text)
}

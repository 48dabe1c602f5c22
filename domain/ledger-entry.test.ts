import { describe, expect, it } from 'vitest'
import vectors from '../tests/vectors/ledger.json'
import { fromHex, toHex, utf8 } from './bytes'
import { decodeEntry, encodeEntry, type LedgerEntry, MAX_ENTRY_BYTES } from './ledger-entry'

const denial: LedgerEntry = {
  ...{ v: 1, kind: 'deny', at: 1, n: 'AAAAAAAAAAAAAAAAAAAAAA', request: 'r', op: 'release' },
  ...{ who: 'unknown', session: 's', ref: 'g', code: 'not_in_grant' },
} as LedgerEntry

describe('ledger entries', () => {
  it('reads the frozen bytes and writes them again', () => {
    for (const entry of vectors.entries) expect(toHex(encodeEntry(decodeEntry(fromHex(entry))))).toBe(entry)
  })

  it('refuses the frozen bytes when white space, order or an unknown member was added', () => {
    const text = Buffer.from(vectors.entries[0]!, 'hex').toString()
    for (const changed of [
      ` ${text}`,
      text.replace(',', ', '),
      text.replace('{', '{"zz":1,'),
      text.replace('"v":1', '"v":2'),
      text.slice(0, -1),
    ])
      expect(() => decodeEntry(utf8(changed))).toThrow()
  })

  it('has no room for free text', () => {
    for (const code of ['two words', 'ümlaut', 'a'.repeat(65), '', '<b>'])
      expect(() => decodeEntry(utf8(JSON.stringify({ ...denial, code })))).toThrow()
  })

  it('refuses more than 65,535 bytes', () => {
    const messages: [string, string][] = Array.from({ length: 1_600 }, (_, i) => [
      i.toString(16).padStart(32, '0'),
      '0-3',
    ])
    const grant = {
      ...{
        v: 1,
        kind: 'grant',
        at: 1,
        n: 'AAAAAAAAAAAAAAAAAAAAAA',
        grant: 'g',
        purpose: 'USER_REPORT_REVIEW',
        ref: 'c',
        region: 'EU',
      },
      ...{
        who: 'w',
        session: 's',
        uses: 1,
        notBefore: 0,
        expires: 1,
        policy: 'p',
        reason: 'r',
        approvals: [],
      },
    }
    expect(() => encodeEntry({ ...grant, messages } as unknown as LedgerEntry)).toThrow(RangeError)
    expect(
      encodeEntry({ ...grant, messages: messages.slice(0, 1_300) } as unknown as LedgerEntry).length,
    ).toBeLessThan(MAX_ENTRY_BYTES)
  })
})

import { describe, expect, it } from 'vitest'
import { toBase64Url } from '#domain/bytes'
import { KeyRequest, type LedgerRow } from '#domain/key-request'
import { encodeEntry, type LedgerEntry } from '#domain/ledger-entry'
import { authorityText } from './authority-words'
import { entryWords, OP_WORDS, PURPOSE_WORDS } from './entry-words'
import { foldRows } from './fold-rows'

const digest = 'A'.repeat(43)
const caseId = '0198a000-0000-7000-8000-00000000aaaa'
const base = { v: 1, at: 1_795_000_000_000, n: 'A'.repeat(22) } as const

function row(index: number, entry: LedgerEntry, rest: Partial<LedgerRow> = {}): LedgerRow {
  return { index, at: entry.at, kind: entry.kind, entry: toBase64Url(encodeEntry(entry)), ...rest }
}

function release(who: string): LedgerEntry {
  return {
    ...base,
    kind: 'release',
    request: 'r',
    grant: 'g',
    case: caseId,
    region: 'EU',
    who,
    session: 's',
    messages: [['0'.repeat(32), '0-9,12']],
    recipient: digest,
  }
}

describe('ledger words', () => {
  it('says who opened how many messages of which case and under what', () => {
    const words = entryWords(row(7, release('pseudonym'), { personId: 'p1', purpose: 'USER_REPORT_REVIEW' }))
    expect(words).toEqual({
      actor: 'p1',
      text: 'opened 11 messages of {case} under a first review',
      caseId,
      tone: 'access',
      machine: false,
    })
  })

  it('names a refusal with its reason', () => {
    const words = entryWords(
      row(8, {
        ...base,
        kind: 'deny',
        request: 'r',
        op: 'release',
        who: 'pseudonym',
        session: 's',
        ref: 'g',
        code: 'grant_expired',
      }),
    )
    expect(words.text).toBe('was refused opening messages: grant expired')
    expect(words.tone).toBe('denied')
  })

  it('has words for every operation that may be refused', () => {
    const ops = KeyRequest.options.map((one) => one.shape.op.value)
    expect([...ops, 'enrol'].filter((op) => !(op in OP_WORDS))).toEqual([])
  })

  it('says what was asked for, why somebody was frozen and what was destroyed without codes', () => {
    const request = {
      ...{ ...base, kind: 'request', act: 'erase', purpose: 'DATA_SUBJECT_REQUEST' },
      ...{ reason: 'subject_right', breakGlass: false },
    }
    expect(authorityText(request as never, PURPOSE_WORDS)).toMatch(/: the person concerned asks for it$/)
    const freeze = { ...base, kind: 'freeze', act: 'frozen', code: 'precaution' }
    expect(authorityText(freeze as never, PURPOSE_WORDS)).toBe(
      'froze a person: as a precaution, until it is clear',
    )
    const shred = { ...base, kind: 'shred', what: 'person', count: 20, held: 0, completeBy: base.at }
    expect(authorityText(shred as never, PURPOSE_WORDS)).toMatch(
      /^destroyed the keys of 20 messages by identifiers;/,
    )
  })

  it('calls only a claim’s window widened, not what was asked for apart from it', () => {
    const grant = (access?: string): LedgerEntry => ({
      ...{ ...base, kind: 'grant', grant: 'g', purpose: 'EMERGENCY_DISCLOSURE', ref: caseId, region: 'EU' },
      ...{ who: 'p', session: 's', messages: [['0'.repeat(32), '0-9']], uses: 1, notBefore: 0, expires: 1 },
      ...{ policy: 'p', reason: 'safety', approvals: [], ...(access ? { access } : {}) },
    })
    expect(entryWords(row(9, grant())).text).toMatch(/^widened the window to 10 messages/)
    expect(entryWords(row(9, grant('a'))).text).toBe('may open 10 messages under an emergency disclosure')
  })

  it('folds runs of scoring between accesses by people and loses no row', () => {
    const rows = [release('worker:a'), release('worker:a'), release('p'), release('worker:b')].map((e, i) =>
      row(9 - i, e),
    )
    const lines = foldRows(rows)
    expect(lines.map((line) => line.type)).toEqual(['machines', 'entry', 'machines'])
    const count = lines.reduce((sum, line) => sum + (line.type === 'machines' ? line.rows.length : 1), 0)
    expect(count).toBe(rows.length)
  })

  it('shows an entry that it cannot read instead of skipping it', () => {
    expect(foldRows([{ index: 1, at: 0, kind: 'release', entry: 'AAAA' }])[0]?.type).toBe('unreadable')
  })
})

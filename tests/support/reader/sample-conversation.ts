import { toRefs, windowAround } from '#domain/conversation'
import type { ConversationView, Evidence } from '#domain/reader-protocol'
import type { ReaderBench } from './reader-bench'
import { CONTEXT, type PlainMessage, type SealedReport, sealReport } from './sealed-conversation'

const START = Date.parse('2026-11-19T17:40:00Z')
const minute = 60_000

/** Invented and non-graphic: secrecy, isolation, age probing, another app. */
export const SPOKEN: PlainMessage[] = [
  say(0, 'u_2', 'nice build in the last round! how long have you been playing'),
  say(1, 'u_1', 'since summer, my brother showed me'),
  say(2, 'u_2', 'you are way better than the others honestly'),
  say(4, 'u_1', 'haha thanks'),
  say(60 * 22, 'u_2', 'how old are you btw? you sound older than your class'),
  say(60 * 22 + 1, 'u_1', '13 soon'),
  say(60 * 22 + 1.5, 'u_1', 'why'),
  say(60 * 22 + 2, 'u_2', 'just asking. your parents check this account?', { reported: true }),
  say(60 * 22 + 3, 'u_2', 'lets keep this our little secret ok, they would not get it', { reported: true }),
  {
    ...say(60 * 22 + 5, 'u_2', 'for you, promised'),
    kind: 'media',
    body: {
      text: 'for you, promised',
      media: { mediaType: 'image/jpeg', sizeBytes: 81_234, sha256: 'ab'.repeat(32) },
    },
  },
  {
    ...say(60 * 22 + 6, 'u_2', ''),
    body: {
      text: 'add me on the other app, it is quieter there',
      versions: [
        { text: 'add me on wh\u200bisper, it is quieter there', editedAt: '2026-11-20T16:02:00Z' },
        { text: 'add me on the ot\u200bher app' },
      ],
    },
  },
  say(60 * 22 + 7, 'u_1', 'idk'),
  { ...say(60 * 22 + 8, 'u_2', ''), kind: 'deleted', body: {} },
  { ...say(60 * 22 + 9, 'system', 'u_2 changed the topic'), kind: 'system' },
  {
    ...say(60 * 22 + 10, 'u_1', ''),
    kind: 'poll',
    body: { unsupported: { kind: 'poll', question: 'when?' } },
  },
  say(60 * 22 + 11, 'u_2', 'delete thi\u200bs chat after \u202eplease\u202c', { franking: 'verified' }),
  say(60 * 22 + 12, 'u_1', 'سأخبر أخي عن هذا 🙂'),
  say(60 * 22 + 13, 'u_2', `${'you always overthink things. '.repeat(60)}`),
  say(60 * 22 + 14, 'u_1', 'no'),
  say(60 * 22 + 15, 'u_2', 'fine'),
]
export const NOTE: PlainMessage = {
  ...{ id: 'note', sender: 'u_1', sentAt: START + 60 * 24 * minute, kind: 'note' },
  body: { text: 'he keeps asking me to hide this from my family' },
}

function say(at: number, sender: string, text: string, more: Partial<PlainMessage> = {}): PlainMessage {
  return { id: `m_${at}`, sender, sentAt: START + at * minute, body: { text }, ...more }
}

function span(message: PlainMessage, words: string, code: string): Evidence['spans'][number] {
  const start = message.body.text!.indexOf(words)
  return { start, end: start + words.length, code }
}

export const EVIDENCE: Evidence[] = [
  point(SPOKEN[4]!, 'how old are you', 'age_probing', 0.3),
  point(SPOKEN[7]!, 'your parents check this account', 'risk_assessment', 0.5),
  point(SPOKEN[8]!, 'our little secret', 'secrecy', 0.9),
  point(SPOKEN[10]!, 'other app', 'other_platform', 0.4),
]
function point(message: PlainMessage, words: string, code: string, contribution: number): Evidence {
  return {
    messageId: message.id,
    classifier: 'grooming',
    contribution,
    spans: [span(message, words, code)],
  }
}

export type Sample = { view: ConversationView; report: SealedReport }

/** Seals the conversation, lets the key service know its keys, and takes a grant over ± `around` messages. */
export function sampleView(bench: ReaderBench, around = 5, spoken = SPOKEN): Sample {
  const report = sealReport([...spoken, NOTE])
  bench.reports.push(report)
  const caseId = crypto.randomUUID()
  const inside = windowAround(
    report.messages.filter((message) => message.kind !== 'note'),
    around,
  )
  const refs = toRefs([...inside, report.messages.at(-1)!])
  const view: ConversationView = {
    ...{ caseId, ...CONTEXT, reporter: 'u_1', subject: 'u_2' },
    grant: bench.grant(caseId, refs),
    messages: report.messages,
    evidence: EVIDENCE,
  }
  return { view, report }
}

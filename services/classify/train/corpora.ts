import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageProblem } from '#lib/command-line'

/** One labelled message of a training corpus. */
export type Row = {
  id: string
  source: string
  label: 0 | 1
  category: string
  text: string
  spans?: [number, number][]
  severity?: number
  template?: string
}

/** How much each source weighs, chosen on validation data; negatives of some are noisier than their positives. */
export const SOURCE_WEIGHTS: Record<string, { weight: number; negatives?: number }> = {
  davidson: { weight: 1.1 },
  hatexplain: { weight: 0.15 },
  stormfront: { weight: 1 },
  convabuse: { weight: 5 },
  toxic_spans: { weight: 0.5 },
  toxic_spans_sent: { weight: 1.2 },
  edos: { weight: 0.5, negatives: 0.5 },
  hatemoji: { weight: 0.4 },
  misogyny_reddit: { weight: 0.6, negatives: 0.7 },
  gab_ghc: { weight: 0.4, negatives: 0.7 },
  diasafety_offend: { weight: 0.4 },
  wiki_talk: { weight: 1 },
  wiki_context: { weight: 0.5 },
  jigsaw_templates: { weight: 0.15 },
  ms_chitchat: { weight: 0.5 },
  authored_v1: { weight: 0.7 },
  authored_v2: { weight: 1.5 },
  authored_v3: { weight: 3 },
  authored_v4: { weight: 2 },
  authored_pairs: { weight: 8 },
  surge_profanity: { weight: 0.3 },
  irc: { weight: 1 },
  goemotions: { weight: 1.6 },
  self_dialogue: { weight: 0.6 },
  synthetic_persona: { weight: 0.5 },
  wiki_identity: { weight: 0.8 },
}

/** Chat between people who are not abusing each other: what the false-positive rates are measured on. */
export const ORDINARY_CHAT = ['irc', 'self_dialogue', 'synthetic_persona']

/** Every register whose unabusive part must seldom be flagged, chat or not: no one of them may pay for the others. */
export const ORDINARY_CORPORA = [
  ...ORDINARY_CHAT,
  'goemotions',
  'ms_chitchat',
  'wiki_identity',
  'wiki_context',
]

/**
 * Reads every `*.jsonl` of `DIR/train` (or of DIR), in the order of file names.
 *
 * @throws UsageProblem where there is none, or with file and line where a row is none.
 */
export function readCorpora(dataDir: string): Row[] {
  const inTrain = join(dataDir, 'train')
  const dir = existsSync(inTrain) ? inTrain : dataDir
  if (!existsSync(dir)) throw new UsageProblem(`${dataDir}: there is no such directory`)
  const rows: Row[] = []
  for (const file of readdirSync(dir)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()) {
    const path = join(dir, file)
    readFileSync(path, 'utf8')
      .split('\n')
      .forEach((line, at) => {
        if (line !== '') rows.push(rowOf(line, `${path}:${at + 1}`))
      })
  }
  if (rows.length === 0) throw new UsageProblem(`${dir}: no *.jsonl file with a row in it`)
  return rows
}

function rowOf(line: string, place: string): Row {
  let row: Partial<Row>
  try {
    row = JSON.parse(line)
  } catch {
    throw new UsageProblem(`${place}: not JSON`)
  }
  for (const field of ['id', 'source', 'text'] as const)
    if (typeof row?.[field] !== 'string') throw new UsageProblem(`${place}: ${field} must be a string`)
  if (row.label !== 0 && row.label !== 1) throw new UsageProblem(`${place}: label must be 0 or 1`)
  return row as Row
}

export type Fold = 'train' | 'calibrate' | 'heldout'

/**
 * Where a row belongs: 80 % train, 5 % calibration, 15 % held out. Rows that came from one post, conversation or
 * template stay together, so that no row is tested beside its siblings.
 */
export function foldOf(row: Row): Fold {
  const hash = createHash('sha256').update(groupOf(row)).digest().readUInt32BE(0) / 2 ** 32
  return hash < 0.8 ? 'train' : hash < 0.85 ? 'calibrate' : 'heldout'
}

function groupOf(row: Row): string {
  const family = row.source === 'toxic_spans_sent' ? 'toxic_spans' : row.source
  if (row.template) return `${family}\n${row.template}`
  if (row.source === 'jigsaw_templates' || row.source === 'surge_profanity') return `${family}\n${row.text}`
  // "train1.2" is a sentence of post "train1", "log.txt:7" a line of a log: the part before names the whole.
  const id = row.id.slice(row.id.indexOf(':') + 1)
  const whole = /^(.+):\d+$/.exec(id)?.[1] ?? /^([^.]+)\.\d+(?:\.\d+)?$/.exec(id)?.[1] ?? id
  return `${family}\n${whole}`
}

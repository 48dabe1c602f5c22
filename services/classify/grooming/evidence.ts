import type { Signal } from '#domain/signal'
import type { WordView } from '../patterns/pattern'
import type { ActModel } from './act-model'
import { ACTS, HARM } from './acts'
import { STAGES, type Stage, stageOf } from './cues'
import type { Reading } from './read'
import type { WindowScore } from './windows'

/** A stage is shown from this probability on. */
const SHOWN = 0.5
const MOST_SPANS = 200

/**
 * The messages that made each stage, and where in them: the phrase that was found, or else the sentence that says it
 * most. Codes and numbers only.
 */
export function evidenceOf(
  readings: readonly Reading[],
  { score, actor, path }: WindowScore,
  model: ActModel,
): Pick<Signal, 'perMessage' | 'stages'> {
  const stages = new Map<string, { stage: string; author: string; messageIds: string[] }>()
  const perMessage: Signal['perMessage'] = []
  const acting: string[] = []
  for (const reading of readings) {
    const shown = stagesOf(reading, reading.author === actor)
    for (const stage of shown) {
      const key = `${stage}\n${reading.author}`
      const entry = stages.get(key) ?? { stage, author: reading.author, messageIds: [] }
      entry.messageIds.push(reading.id)
      stages.set(key, entry)
    }
    if (reading.author !== actor || shown.length === 0) continue
    acting.push(reading.id)
    perMessage.push({
      id: reading.id,
      contribution: score * Math.min(1, 0.2 + 0.5 * reading.acts[HARM]! + 0.15 * shown.length),
      spans: shown.flatMap((stage) => spansOf(reading, stage, model)).slice(0, MOST_SPANS),
    })
  }
  if (path === 'between_minors' && acting.length > 0)
    stages.set(path, { stage: path, author: actor, messageIds: acting })
  return { perMessage, stages: [...stages.values()] }
}

/**
 * What a message is shown as. One of the actor's that harms, though no stage is likely by itself, is shown as its
 * likeliest: a score must not stand there without what made it.
 */
function stagesOf({ acts }: Reading, byActor: boolean): Stage[] {
  const shown = STAGES.filter((_, i) => acts[i]! >= SHOWN)
  if (shown.length > 0 || !byActor || acts[HARM]! < HARMS) return shown
  const likeliest = STAGES.reduce((best, _, i) => (acts[i]! > acts[best]! ? i : best), 0)
  return acts[likeliest]! >= GUESSED ? [STAGES[likeliest]!] : []
}
const HARMS = 0.6
const GUESSED = 0.15

type Span = { start: number; end: number; code: string }

function spansOf(reading: Reading, stage: Stage, model: ActModel): Span[] {
  const phrases = reading.stages.filter((cue) => stageOf(cue.code) === stage)
  if (phrases.length > 0) return phrases.map(({ start, end, code }) => ({ start, end, code }))
  const act = ACTS.indexOf(stage)
  let best: WordView | undefined
  let most = Number.NEGATIVE_INFINITY
  for (const sentence of sentencesOf(reading.view)) {
    const margin = model.margins(sentence, [])[act]!
    if (margin > most) {
      most = margin
      best = sentence
    }
  }
  if (!best) return []
  const start = best.tokens[0]!.start
  return [{ start, end: Math.max(start + 1, best.tokens.at(-1)!.end), code: stage }]
}

const MOST_SENTENCES = 20

function sentencesOf(view: WordView): WordView[] {
  const out: WordView[] = []
  for (let from = 0; from < view.words.length && out.length < MOST_SENTENCES; ) {
    let to = from + 1
    while (to < view.words.length && view.sentence[to] === view.sentence[from]) to++
    out.push({
      words: view.words.slice(from, to),
      tokens: view.tokens.slice(from, to),
      sentence: view.sentence.slice(from, to),
      question: view.question.slice(from, to),
      quoted: view.quoted.slice(from, to),
    })
    from = to
  }
  return out
}

import type { AgeBand } from '#domain/signal'
import type { Random } from './random'
import { EMOJI, INTERJECTIONS, type Locale } from './words'

/** How one person types. Drawn once a person, so that two people in one script do not sound alike. */
export type Voice = {
  capitals: 'lower' | 'as-written' | 'sentence'
  stops: 'none' | 'as-written'
  short: boolean
  emoji: number
  interjection: number
  typo: number
  /** How often a message of several sentences is sent as several. */
  split: number
  interjections: readonly string[]
  favourites: readonly string[]
}

export function drawVoice(random: Random, locale: Locale, ageBand: AgeBand): Voice {
  const formal = ageBand === 'adult' && random.chance(0.45)
  return {
    capitals: formal
      ? 'sentence'
      : random.weighted([
          ['lower', 5],
          ['as-written', 3],
          ['sentence', 2],
        ] as const),
    stops: formal || random.chance(0.4) ? 'as-written' : 'none',
    short: !formal && random.chance(0.4),
    emoji: formal ? 0.03 : random.pick([0, 0.08, 0.2, 0.35]),
    interjection: formal ? 0.02 : random.pick([0, 0.08, 0.15]),
    typo: formal ? 0 : random.pick([0, 0, 0.05, 0.1]),
    split: formal ? 0 : random.pick([0, 0.3, 0.6]),
    interjections: INTERJECTIONS[locale],
    favourites: [random.pick(EMOJI), random.pick(EMOJI)],
  }
}

const SHORT: readonly (readonly [RegExp, string])[] = [
  [/\byou're\b/gi, 'ur'],
  [/\byour\b/gi, 'ur'],
  [/\byou\b/gi, 'u'],
  [/\bare\b/gi, 'r'],
  [/\bplease\b/gi, 'pls'],
  [/\bpeople\b/gi, 'ppl'],
  [/\bbecause\b/gi, 'bc'],
  [/\btomorrow\b/gi, 'tmrw'],
  [/\bprobably\b/gi, 'prob'],
  [/\bmessages\b/gi, 'msgs'],
]

/** The text as this person would send it: one message, or several in a row. */
export function speak(text: string, voice: Voice, random: Random): string[] {
  const parts = random.chance(voice.split) ? text.split(/(?<=[.!?]) +/) : [text]
  return parts.map((part, i) => style(part, voice, random, i === parts.length - 1))
}

function style(text: string, voice: Voice, random: Random, last: boolean): string {
  let out = text
  if (voice.short) for (const [long, short] of SHORT) if (random.chance(0.7)) out = out.replace(long, short)
  if (voice.capitals === 'lower') out = out.toLowerCase()
  if (voice.capitals === 'sentence')
    out = out
      .replace(/\bi\b/g, 'I')
      .replace(/(^|[.!?] )(\p{Ll})/gu, (_, before, letter) => before + letter.toUpperCase())
  if (voice.stops === 'none') out = out.replace(/[.,](?= |$)/g, '').replace(/'/g, '')
  else if (voice.capitals === 'sentence' && /[\p{L}\p{N}]$/u.test(out)) out += '.'
  if (random.chance(voice.typo)) out = swapTwoLetters(out, random)
  if (last && random.chance(voice.interjection)) out += ` ${random.pick(voice.interjections)}`
  if (last && random.chance(voice.emoji)) out += ` ${random.pick(voice.favourites)}`
  return out
}

function swapTwoLetters(text: string, random: Random): string {
  const places = [...text.matchAll(/(?<=[a-z])[a-z](?=[a-z]{2})/g)].map((match) => match.index)
  if (places.length === 0) return text
  const at = random.pick(places)
  return text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2)
}

import type { FrankingState } from '#domain/envelope'
import { type SignalWords, signalWords } from '#domain/signal-words'

/** Of the classifiers of the build that made this page (reader/build.ts): the console has no say in these words.
 * A code that no classifier lists is shown as it came. */
declare const SIGNAL_WORDS: SignalWords | undefined

/** Codes and numbers as people say them. */
export function codeWords(code: string): string {
  const words = signalWords(typeof SIGNAL_WORDS === 'undefined' ? {} : SIGNAL_WORDS, code)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** 81,234 → `81 kB`, decimal as platforms count. */
export function sizeWords(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`
  const units = ['kB', 'MB', 'GB', 'TB']
  let value = bytes / 1_000
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000
    unit++
  }
  return `${value < 9.95 ? value.toFixed(1).replace('.0', '') : Math.round(value)} ${units[unit]}`
}

const MEDIA: Record<string, string> = { image: 'Image', video: 'Video', audio: 'Audio', application: 'File' }

export function mediaWords(mediaType: string, sizeBytes: number | undefined): string {
  const family = MEDIA[mediaType.split('/')[0]!] ?? 'File'
  return [family, sizeBytes === undefined ? undefined : sizeWords(sizeBytes), 'not included']
    .filter((part) => part !== undefined)
    .join(', ')
}

export const FRANKING_WORDS: Record<FrankingState, string | undefined> = {
  none: undefined,
  verified: 'Sender verified',
  unverified: 'Sender not verified',
  failed: 'Sender check failed',
}

export function countWords(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const day = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
})

export function timeWords(at: number): string {
  return clock.format(at)
}

/** In this computer's time zone, as `timeWords` is. */
export function dayWords(at: number): string {
  return day.format(at)
}

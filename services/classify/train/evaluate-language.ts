import type { Words } from '../text/repair'
import type { Row } from './corpora'
import {
  assertFrozenLanguages,
  type ForeignFile,
  type LanguageMessage,
  LENGTHS,
  readEnglishMessages,
  readForeignMessages,
  tongueOf,
  withoutAccents,
} from './language-set'
import { type Metric, mean } from './metric-lines'

/**
 * How much of what is not English is found, by length in words, and how much English is taken for something else:
 * hard kinds of it, and the training corpora, which hold some foreign messages themselves.
 *
 * @throws Error when the measured messages are not those that were frozen.
 */
export function evaluateLanguage(rows: readonly Row[], words: Words): Metric[] {
  assertFrozenLanguages()
  const isForeign = (text: string) => Number(tongueOf(text, words) === 'foreign')
  const recall = (name: string, messages: readonly LanguageMessage[], write: (text: string) => string) =>
    LENGTHS.flatMap((length) => {
      const found = messages.filter((m) => m.length === length).map(({ text }) => isForeign(write(text)))
      return found.length === 0 ? [] : [mean(`language ${name}, ${length} words`, found)]
    })
  const asWritten = (text: string) => text
  const listed = (file?: ForeignFile) => readForeignMessages(file).filter((m) => m.listed)
  const english = readEnglishMessages()
  const corpora = rows.filter(({ source }) => source !== 'surge_profanity')
  return [
    ...recall('recall', listed(), asWritten),
    ...recall('recall without accents', listed(), withoutAccents),
    ...recall('recall, second set', listed('foreign-second.txt'), asWritten),
    ...recall('recall, second set without accents', listed('foreign-second.txt'), withoutAccents),
    ...recall(
      'recall of languages not listed',
      readForeignMessages().filter((m) => !m.listed),
      asWritten,
    ),
    ...[...new Set(english.map(({ kind }) => kind))].map((kind) =>
      mean(
        `language English called foreign, ${kind}`,
        english.filter((m) => m.kind === kind).map(({ text }) => isForeign(text)),
      ),
    ),
    mean(
      'language English called foreign, all hard kinds',
      english.map(({ text }) => isForeign(text)),
    ),
    mean(
      'language corpora called foreign',
      corpora.map(({ text }) => isForeign(text)),
      '≤ .003',
    ),
    ...[...new Set(corpora.map(({ source }) => source))].map((source) =>
      mean(
        `language ${source} called foreign`,
        corpora.filter((row) => row.source === source).map(({ text }) => isForeign(text)),
      ),
    ),
  ]
}

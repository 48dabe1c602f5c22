import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { judge, type Tongue } from '../language'
import { weigh } from '../language/evidence'
import { Vocabulary } from '../language/vocabulary'
import type { Words } from '../text/repair'
import { tokenise } from '../text/tokenise'

/**
 * Invented messages in other languages, and English ones of kinds that are easily taken for foreign. They are only
 * measured: their SHA-256 were committed before the words of any language were listed with a look at a score.
 */
export type LanguageMessage = { text: string; language: string; length: MessageLength; listed: boolean }
export type EnglishMessage = { text: string; kind: string }

/** Words in a message, as it is put between spaces. */
export const LENGTHS = ['2-4', '5-9', '10+'] as const
export type MessageLength = (typeof LENGTHS)[number]

/** The second was written when the words of the languages had been listed with the first in mind. */
export type ForeignFile = 'foreign.txt' | 'foreign-second.txt'

const FOLDER = new URL('./languages/measured/', import.meta.url)

/** @throws Error when the measured files are not exactly those of SHA256SUMS. */
export function assertFrozenLanguages(): void {
  const sums = readdirSync(FOLDER)
    .filter((file) => file.endsWith('.txt'))
    .map(
      (file) =>
        `${createHash('sha256')
          .update(readFileSync(new URL(file, FOLDER)))
          .digest('hex')}  ${file}`,
    )
  const frozen = readFileSync(new URL('SHA256SUMS', FOLDER), 'utf8').trim().split('\n')
  if (sums.toSorted().join() !== frozen.toSorted().join())
    throw new Error('the measured messages of languages are not the frozen ones')
}

/** `listed` is false for languages that no list knows. */
export function readForeignMessages(file: ForeignFile = 'foreign.txt'): LanguageMessage[] {
  return readSections(file).map(({ section, text }) => {
    const language = section.replace('unlisted ', '')
    return { text, language, length: lengthOf(text), listed: language === section }
  })
}

export function readEnglishMessages(): EnglishMessage[] {
  return readSections('english.txt').map(({ section, text }) => ({ text, kind: section }))
}

/** What a message by itself is taken for. */
export function tongueOf(text: string, words: Words): Tongue {
  const vocabulary = new Vocabulary(words)
  return judge(weigh(vocabulary.wordsOf(text, tokenise(text, words)), vocabulary))
}

/** The message as it is typed on a keyboard without accents. */
export function withoutAccents(text: string): string {
  const plain: Record<string, string> = { ø: 'o', æ: 'ae', ß: 'ss', đ: 'd', ł: 'l', ı: 'i' }
  return text
    .normalize('NFD')
    .replace(/(?<=\p{Script=Latin}\p{M}*)\p{M}/gu, '')
    .normalize('NFC')
    .replace(/[øæßđłı]/g, (letter) => plain[letter]!)
}

/** Chinese, Japanese and Thai have no spaces: two of their letters are counted as a word. */
function lengthOf(text: string): MessageLength {
  const unspaced =
    text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu)?.length ?? 0
  const words = unspaced > 0 ? unspaced / 2 : text.split(' ').length
  return words < 5 ? '2-4' : words < 10 ? '5-9' : '10+'
}

function readSections(file: string): { section: string; text: string }[] {
  let section = ''
  return readFileSync(new URL(file, FOLDER), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const heading = /^\[([a-z -]+)\]$/.exec(line)?.[1]
      if (heading) section = heading
      return heading || line === '' ? [] : [{ section, text: line }]
    })
}

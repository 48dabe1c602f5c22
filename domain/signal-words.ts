import type { ClassifierWords } from './classifier'

/** Code → what it is called on screen, in lower case. */
export type SignalWords = Readonly<Record<string, string>>

/** Stands for every code of a plug-in that is no classifier's: a word of the conversation must not come back as a code. */
export const PLUGIN_CODE = 'plugin'

/** The words of all classifiers: their names, and the codes that they return. */
export function signalWordsOf(classifiers: readonly ClassifierWords[]): SignalWords {
  return Object.assign(
    { [PLUGIN_CODE]: 'marked by a plug-in' },
    ...classifiers.map(({ name, label, codes }) => ({ ...codes, [name]: label.toLowerCase() })),
  )
}

/** A strength behind the dot of a code (`meeting.strong`) is left out: the score says it. */
export function bareCode(code: string): string {
  return code.replace(/\.(strong|soft)$/, '')
}

/** In lower case. A code that is not listed is shown as it is, with spaces. */
export function signalWords(words: SignalWords, code: string): string {
  const bare = bareCode(code)
  return (Object.hasOwn(words, bare) && words[bare]) || bare.replaceAll(/[._-]+/g, ' ').trim()
}

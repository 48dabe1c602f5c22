import { readFileSync } from 'node:fs'

/** One abusive sentence and one that looks like it and is not. */
export type Pair = { kind: Kind; part: 'dev' | 'test'; abusive: string; benign: string }

/**
 * What a filter that counts bad words gets wrong, after the idea of functional tests for hate speech (Röttger et al.
 * 2021): speech against abuse, quotation, words taken back by those they were meant for, negation, threats and what
 * only sounds like one; and talk among players, a register that no corpus here holds.
 */
export const FUNCTIONAL_KINDS = [
  'counter-speech',
  'quoting',
  'reclaimed',
  'negation',
  'threats',
  'game-chat',
] as const
export type FunctionalKind = (typeof FUNCTIONAL_KINDS)[number]

/**
 * One kind for each category, half plain cases and half harder ones: what a message does, beside one of the same words
 * or shape that does not. By an author who knew neither the phrases nor any data of this project.
 */
export const CATEGORY_KINDS = {
  'plain-threats': 'threat',
  'self-harm': 'self_harm_urging',
  identity: 'identity_attack',
  doxxing: 'doxxing',
  'sexual-harassment': 'sexual_harassment',
  'plain-insults': 'insult',
} as const
export type CategoryKind = keyof typeof CATEGORY_KINDS
export type Kind = FunctionalKind | CategoryKind
export const ALL_KINDS: readonly Kind[] = [
  ...FUNCTIONAL_KINDS,
  ...(Object.keys(CATEGORY_KINDS) as CategoryKind[]),
]

/**
 * SHA-256 of each file, committed before anything was tuned on it. One was frozen again since: five sentences of
 * `sexual-harassment` were taken out as too explicit, after totals had been seen, none for how it scored.
 */
export const FROZEN: Record<Kind, string> = {
  'counter-speech': 'd5009562815d2e149e6590dc8e34836ad0776c3d521f877126c6643f0f56f57a',
  quoting: '928ae3eb22936baa91b6afa1d7ee10118d1443cb97f788630a9868becf39906d',
  reclaimed: '51b988cc75326133a25a4430cb85f48f4874345890c4763919efbdd45331b531',
  negation: '3ca8394e3501540aed9d18a29ab86277ca3724db10644a211ec908894f655801',
  threats: '7d28a7718d4f395a04e8fd61ef6d068a01f7a0cadfd5159bc8493fe7043ff59e',
  'game-chat': 'dab6d4d36be95cbd4f779c0d0efa83ff876f5ba12497865c653ecfd72b0a5dda',
  'plain-threats': '17dff6b4f692f8d20467f9047aaf8469e6f0debc6c9f7aa3de91ef958b5aa752',
  'self-harm': '58b6aedf29c50fafbdd50ee895e1620415d161ac71679478a58dd4f32415de07',
  identity: '6c3015d1ca0d85740e351cdfdd3fb36a5e239de509a74fd357371286d2a10634',
  doxxing: 'b9469c7e2a21f4e1ba1319ca0d4a76d5e86ca26d1b5c00295b48342e7cd70db5',
  'sexual-harassment': '04261dc9bc209cdef5586d5f42d6ca16e810fcf81fb1020f86231a2a227211f8',
  'plain-insults': '881ff1b3ba6538382fc306bcb3560104460a327ec6e71dd2675e7d337279705d',
}

/** Whether a text is a sentence of the suite, spaces, case and punctuation apart: such a row teaches nothing. */
export function inSuite(): (text: string) => boolean {
  const frozen = new Set(readPairs().flatMap(({ abusive, benign }) => [plain(abusive), plain(benign)]))
  return (text) => frozen.has(plain(text))
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z]/g, '')
}

export function readFunctionalFile(kind: Kind): string {
  return readFileSync(new URL(`functional/${kind}.txt`, import.meta.url), 'utf8')
}

/** Every second pair of the functional kinds is for tuning; all others are tested on and nothing else. */
export function readPairs(kinds: readonly Kind[] = ALL_KINDS): Pair[] {
  return kinds.flatMap((kind) =>
    readFunctionalFile(kind)
      .split('\n')
      .filter((line) => line !== '')
      .map((line, i): Pair => {
        const [abusive, benign] = line.split(' ||| ')
        if (!abusive || !benign) throw new Error(`a line of ${kind} is no pair`)
        const part = i % 2 === 0 && !(kind in CATEGORY_KINDS) ? 'dev' : 'test'
        return { kind, part, abusive, benign }
      }),
  )
}

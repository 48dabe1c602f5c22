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

/** SHA-256 of each file. They were committed before anything was tuned, and change no more. */
export const FROZEN: Record<Kind, string> = {
  'counter-speech': 'd5009562815d2e149e6590dc8e34836ad0776c3d521f877126c6643f0f56f57a',
  quoting: '928ae3eb22936baa91b6afa1d7ee10118d1443cb97f788630a9868becf39906d',
  reclaimed: '51b988cc75326133a25a4430cb85f48f4874345890c4763919efbdd45331b531',
  negation: '3ca8394e3501540aed9d18a29ab86277ca3724db10644a211ec908894f655801',
  threats: '7d28a7718d4f395a04e8fd61ef6d068a01f7a0cadfd5159bc8493fe7043ff59e',
  'game-chat': 'dab6d4d36be95cbd4f779c0d0efa83ff876f5ba12497865c653ecfd72b0a5dda',
  'plain-threats': '0a9e0e84f2c79134f0daba004357ca131fc334493b4d9d8946b66b75317aec65',
  'self-harm': '8318aac9eb2310f811a2ebe97409309eebbfcafe73d597fc2aed7f666a37404d',
  identity: '86074dd0f1d7470a13c6c067d5037f0b29ce949120e37d3549728976102d42a4',
  doxxing: '8a86dfd726b946fb42df85673c617a99b5e9bb5b4f03084625b87cf7ccd03fa3',
  'sexual-harassment': 'b5531a30e01974557958a090a50fc2d28a4482818c4fd55c524a65a91865485b',
  'plain-insults': 'cf2892e92698617beca93c9cad848d8b981b936959da80d7515b1dcc2e7b5345',
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

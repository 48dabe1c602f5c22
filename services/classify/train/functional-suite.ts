import { readFileSync } from 'node:fs'

/** One abusive sentence and one that looks like it and is not. */
export type Pair = { kind: FunctionalKind; part: 'dev' | 'test'; abusive: string; benign: string }

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

/** SHA-256 of each file. They were committed before anything was tuned on the dev half, and change no more. */
export const FROZEN: Record<FunctionalKind, string> = {
  'counter-speech': 'd5009562815d2e149e6590dc8e34836ad0776c3d521f877126c6643f0f56f57a',
  quoting: '928ae3eb22936baa91b6afa1d7ee10118d1443cb97f788630a9868becf39906d',
  reclaimed: '51b988cc75326133a25a4430cb85f48f4874345890c4763919efbdd45331b531',
  negation: '3ca8394e3501540aed9d18a29ab86277ca3724db10644a211ec908894f655801',
  threats: '7d28a7718d4f395a04e8fd61ef6d068a01f7a0cadfd5159bc8493fe7043ff59e',
  'game-chat': 'dab6d4d36be95cbd4f779c0d0efa83ff876f5ba12497865c653ecfd72b0a5dda',
}

export function readFunctionalFile(kind: FunctionalKind): string {
  return readFileSync(new URL(`functional/${kind}.txt`, import.meta.url), 'utf8')
}

/** Every second pair is for tuning, the others are tested on and nothing else. */
export function readPairs(kinds: readonly FunctionalKind[] = FUNCTIONAL_KINDS): Pair[] {
  return kinds.flatMap((kind) =>
    readFunctionalFile(kind)
      .split('\n')
      .filter((line) => line !== '')
      .map((line, i): Pair => {
        const [abusive, benign] = line.split(' ||| ')
        if (!abusive || !benign) throw new Error(`a line of ${kind} is no pair`)
        return { kind, part: i % 2 === 0 ? 'dev' : 'test', abusive, benign }
      }),
  )
}

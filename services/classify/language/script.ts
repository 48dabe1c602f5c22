import type { Token } from '../text/token'

/** Part of a tag, a path, a command or an identifier. */
export function isGlued(original: string, { start, end }: Token): boolean {
  if (start === 1 && original.charCodeAt(0) === 0x21) return true
  const spaceBefore = start === 0 || original.charCodeAt(start - 1) === 0x20
  const spaceAfter = end === original.length || original.charCodeAt(end) === 0x20
  return (
    (!spaceBefore && '0123456789_#@/\\=&$~<`'.includes(original[start - 1]!)) ||
    (!spaceAfter && '0123456789_@/\\=([{'.includes(original[end]!))
  )
}

export function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false
  return true
}

export function isAsciiWord(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 97 || code > 122) return false
  }
  return true
}

/** True when a token has a Latin letter with an accent, or one that English does not have. */
export function isAccented(original: string, { start, end }: Token): boolean {
  for (let at = start; at < end; at++) {
    const code = original.charCodeAt(at)
    if ((code >= 0xc0 && code < 0x250) || (code >= 0x1ea0 && code < 0x1f00)) return true
  }
  return false
}

/** True when most of a token's letters are of another script, not merely disguised Latin ones. */
export function isOtherScript(original: string, token: Token): boolean {
  let other = 0
  let latin = 0
  for (let at = token.start; at < token.end; at++) {
    const code = original.charCodeAt(at)
    if (code < 0x250) {
      if ((code | 32) >= 97 && (code | 32) <= 122) latin++
    } else if (isOfOtherScript(code)) other++
  }
  return other > latin
}

function isOfOtherScript(code: number): boolean {
  return (
    code >= 0x370 && code < 0xd800 && !(code >= 0x1d00 && code < 0x1e00) && !(code >= 0x2000 && code < 0x2e80)
  )
}

/**
 * Words of another script: four letters are one, or two characters that stand for a syllable or a word. A character by
 * itself is a part of a face ("(づ｡◕‿‿◕｡)づ").
 */
export function scriptUnits(original: string, token: Token): number {
  let units = 0
  let letters = 0
  for (let at = token.start; at < token.end; at++) {
    const code = original.charCodeAt(at)
    if (!isOfOtherScript(code)) continue
    letters++
    units += code >= 0x3040 && code < 0xd7b0 ? 0.5 : 0.25
  }
  return letters > 1 ? units : 0
}

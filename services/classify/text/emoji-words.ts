/**
 * Pictures that stand for a word in chat ("you are a 🤡", "i will 🔪 you"), read as that word so that weights and
 * patterns know them. Skin tones and presentation selectors have been dropped before.
 */
const WORDS: Record<string, string> = {
  '🤡': 'clown',
  '🐷': 'pig',
  '🐖': 'pig',
  '🐽': 'pig',
  '🐀': 'rat',
  '🐁': 'rat',
  '🐍': 'snake',
  '🐒': 'monkey',
  '🐵': 'monkey',
  '🦍': 'ape',
  '🐄': 'cow',
  '🐮': 'cow',
  '🐕': 'dog',
  '🐶': 'dog',
  '🐐': 'goat',
  '🪳': 'cockroaches',
  '💩': 'shit',
  '🗑': 'trash',
  '🚮': 'trash',
  '🤮': 'puke',
  '🤢': 'disgusting',
  '🖕': 'fuck',
  '🔫': 'shoot',
  '🔪': 'stab',
  '🗡': 'stab',
  '💣': 'bomb',
  '👊': 'punch',
  '🤛': 'punch',
  '🪓': 'kill',
  '⚰': 'coffin',
  '🪦': 'grave',
  '🕌': 'muslims',
  '🕋': 'muslims',
  '🧕': 'muslims',
  '🕍': 'jews',
  '✡': 'jews',
  '🤰': 'pregnant',
  '👭': 'lesbians',
  '👬': 'gays',
  '🌈': 'gay',
}

const byCodePoint = new Map(Object.entries(WORDS).map(([emoji, word]) => [emoji.codePointAt(0)!, word]))

/** The word that a picture stands for, or undefined. */
export function emojiWord(codePoint: number): string | undefined {
  return codePoint < 0x2600 ? undefined : byCodePoint.get(codePoint)
}

import type { Token } from './text/token'

/**
 * Whether a conversation is in English, the only language trained so far. A foreign one is `unavailable`, never
 * low; a short, emoji-only or code-like one is not foreign. To add a language: train weights for it and turn
 * this into a choice between them.
 */
export type Tongue = 'english' | 'foreign' | 'undecided'

/** Words that are frequent in other languages of Latin script and rare in English chat. */
const FOREIGN_WORDS = new Set(
  (
    'que de la el los las una por para con pero como muy tambien esta eres estoy porque donde cuando quiero tengo hola gracias si ' +
    'le les des est et je tu vous nous pas avec pour dans mais qui une sur oui merci bonjour suis cest jai moi toi quoi ' +
    'der die das und ist nicht ich du wir ihr mit auf fur ein eine aber auch wie wenn noch schon ja nein danke bin hast habe ' +
    'che non il per sono mi ti ci come cosa questo anche piu ciao grazie perche sei ho hai della nel ' +
    'nao voce uma com mas isso obrigado sim quando muito tudo bem eu ele ela meu minha estou tem ' +
    'het een ik jij niet van maar ook wat hoe dat zijn heb naar goed voor bij geen dank ' +
    'nie jest sie czy jak tak co mam ale dla mnie jestem dobrze dzieki prosze ' +
    'och att det som inte jag har med till den hur vad ar tack hej pa ' +
    'bir ve bu ne icin cok ben sen degil mi var yok nasil evet hayir tamam merhaba ' +
    'yang dan di itu ini aku kamu tidak ada dengan untuk apa saya bisa sudah juga ' +
    'ang ng sa mga ako ikaw hindi kasi lang naman ba po siya kung ' +
    'este nu sunt si cu pentru ce mai nici esti foarte bine'
  ).split(' '),
)
/** Too common in English chat to count against it. */
for (const word of [
  'die',
  'come',
  'de',
  'co',
  'dan',
  'bin',
  'ja',
  'har',
  'den',
  'mi',
  'sei',
  'hat',
  'wat',
  'as',
  'sa',
  'ti',
  'po',
  'ba',
  'ne',
  'ho',
  'var',
  'nu',
  'el',
  'la',
  'le',
  'ha',
  'bien',
  'si',
  'ci',
  'data',
  'per',
  'di',
  'des',
  'sur',
  'non',
  'les',
  'pa',
  'att',
  'cu',
  'tu',
  'mai',
  'dank',
  'est',
  'das',
  'ok',
  'et',
  've',
  'ar',
  'lang',
  'con',
  'che',
  'bu',
  'ben',
  'sen',
  'par',
])
  FOREIGN_WORDS.delete(word)

/** Counts for one message; add them up for a conversation. */
export type LanguageCounts = { words: number; known: number; foreign: number; otherScript: number }

export function countLanguage(
  original: string,
  tokens: readonly Token[],
  known: (word: string) => boolean,
): LanguageCounts {
  const counts: LanguageCounts = { words: 0, known: 0, foreign: 0, otherScript: 0 }
  for (const token of tokens) {
    if (token.kind !== 'word') continue
    if (isOtherScript(original, token) && !known(token.text)) {
      counts.otherScript += Math.max(1, Math.round((token.end - token.start) / 4))
      continue
    }
    if (token.text.length < 2 || !/^[a-z]+$/.test(token.text)) continue
    counts.words++
    if (FOREIGN_WORDS.has(token.text)) counts.foreign++
    else if (known(token.text)) counts.known++
  }
  return counts
}

/** Fewer words than this say nothing of a message's language. */
const ENOUGH = 4

export function judge(counts: LanguageCounts): Tongue {
  const { words, known, foreign, otherScript } = counts
  if (otherScript >= 3 && otherScript > words) return 'foreign'
  if (words < ENOUGH) return 'undecided'
  const share = known / words
  if (share >= 0.7) return 'english'
  if (foreign >= 2 && foreign / words >= 0.15 && share < 0.6) return 'foreign'
  if (words >= 8 && share < 0.35) return 'foreign'
  return share >= 0.5 ? 'english' : 'undecided'
}

/** True when most of a token's letters are of another script, not merely disguised Latin ones. */
function isOtherScript(original: string, token: Token): boolean {
  let other = 0
  let latin = 0
  for (let at = token.start; at < token.end; at++) {
    const code = original.charCodeAt(at)
    if (code < 0x250) {
      if ((code | 32) >= 97 && (code | 32) <= 122) latin++
    } else if (code >= 0x370 && code < 0xd800 && !(code >= 0x1d00 && code < 0x2e80)) other++
  }
  return other > latin
}

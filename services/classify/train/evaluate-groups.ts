import type { MessageScorer } from '../harassment/score-message'
import type { Row } from './corpora'
import { type Metric, mean } from './metric-lines'

/** Words by which a message mentions a group. */
const GROUPS: Record<string, RegExp> = {
  women: /\b(women|woman|girls?|female|feminis\w+)\b/i,
  men: /\b(men|man|guys?|male)\b/i,
  gay_lesbian: /\b(gays?|lesbians?|queer|homosexuals?|bisexual)\b/i,
  trans: /\b(trans|transgender|transsexual|non-?binary)\b/i,
  black: /\b(blacks?|african.americans?|africans?)\b/i,
  white: /\bwhites?\b/i,
  asian: /\b(asians?|chinese|indians?|japanese)\b/i,
  latino: /\b(latin[oa]s?|mexicans?|hispanics?)\b/i,
  muslim: /\b(muslims?|islam\w*)\b/i,
  jewish: /\b(jews?|jewish)\b/i,
  christian: /\b(christians?|catholics?)\b/i,
  immigrant: /\b(immigrants?|migrants?|refugees?)\b/i,
  disabled: /\b(disabled|disabilit\w+|autis\w+|deaf|blind)\b/i,
}
/** Spellings and grammar of African American English in writing: a stand-in, since no source says who wrote. */
const DIALECT = /\b(finna|tryna|ion|aint|dat|dis|dem|gon|yall|bruh|deadass|imma|wit|nah|naw|ya'll|y'all)\b/i
const ENOUGH = 30

/** Posts that were gathered by hateful words: their unabusive part is the hardest there is, and noisily labelled. */
const GATHERED = new Set([
  'davidson',
  'hatexplain',
  'edos',
  'stormfront',
  'gab_ghc',
  'misogyny_reddit',
  'hatemoji',
])
/** Lexicons and templates are no messages. */
const NO_MESSAGES = new Set([
  'surge_profanity',
  'jigsaw_templates',
  'authored_v1',
  'authored_v2',
  'authored_v3',
  'authored_v4',
  'authored_pairs',
])
const MOST = 2_000

/**
 * How often unabusive messages are flagged, by the group that they mention, and by dialect markers. Corpora differ
 * in register, so that a rate says where to look and not that the group is the cause.
 */
export function errorByGroup(scorer: MessageScorer, negatives: readonly Row[], review: number): Metric[] {
  const rows = negatives.filter(({ source }) => !NO_MESSAGES.has(source))
  const out: Metric[] = []
  const rate = (name: string, of: readonly Row[]) => {
    if (of.length < ENOUGH) return
    out.push(
      mean(
        `false positives, ${name}`,
        of.slice(0, MOST).map(({ text }) => Number(scorer.score(text).score >= review)),
      ),
    )
  }
  for (const [kind, own] of [
    ['ordinary text', rows.filter(({ source }) => !GATHERED.has(source))],
    ['posts gathered by hateful words', rows.filter(({ source }) => GATHERED.has(source))],
  ] as const) {
    for (const [group, mention] of Object.entries(GROUPS))
      rate(
        `${kind}, mentions ${group}`,
        own.filter(({ text }) => mention.test(text)),
      )
    rate(
      `${kind}, dialect markers`,
      own.filter(({ text }) => DIALECT.test(text)),
    )
    rate(
      `${kind}, no dialect markers`,
      own.filter(({ text }) => !DIALECT.test(text)),
    )
  }
  return out
}

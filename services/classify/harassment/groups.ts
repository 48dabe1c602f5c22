import type { Token } from '../text/token'

/**
 * Words that name a group of people and are no insult. All of them are read as one and the same word, so that no
 * group is scored otherwise than another, and none learns a weight of its own from how often it stands in posts that
 * were gathered for their hate. Slurs are not among them: those are evidence.
 */
const GROUP_WORDS = new Set(
  (
    'women woman men girls female females male males feminist feminists feminism ' +
    'gay gays lesbian lesbians bisexual bisexuals homosexual homosexuals queer queers lgbt lgbtq lgbtqia ' +
    'trans transgender transgendered transsexual transsexuals nonbinary ' +
    'black blacks white whites african africans asian asians arab arabs latino latinos latina latinas hispanic hispanics ' +
    'mexican mexicans indian indians chinese japanese korean koreans vietnamese pakistani pakistanis somali somalis ' +
    'nigerian nigerians syrian syrians iranian iranians turkish turks polish poles russian russians romani ' +
    'muslim muslims islam islamic jew jews jewish judaism christian christians christianity catholic catholics ' +
    'hindu hindus buddhist buddhists sikh sikhs atheist atheists ' +
    'immigrant immigrants migrant migrants refugee refugees foreigner foreigners ' +
    'disabled disability disabilities autistic autism deaf blind elderly'
  ).split(' '),
)
/** Stands for every group: of the class `group` in `linear/word-classes.ts`, so that the sentence's build is kept. */
const ANY_GROUP = 'refugees'

/** The tokens as the weights read them, in training and in scoring alike. Offsets stay. */
export function readGroupsAlike(tokens: Token[]): Token[] {
  if (!tokens.some(namesGroup)) return tokens
  return tokens.map((token) => (namesGroup(token) ? { ...token, text: ANY_GROUP } : token))
}

function namesGroup({ kind, text }: Token): boolean {
  return kind === 'word' && GROUP_WORDS.has(text)
}

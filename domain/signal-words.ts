/**
 * What the classifiers' codes are called on screen, in the console and in the reader alike. Published terms of the
 * field where there are some; a code that is not listed is shown as it is, with spaces.
 */
const WORDS: Record<string, string> = {
  grooming: 'grooming',
  harassment: 'harassment',
  age_probing: 'asking about age',
  trust_flattery: 'flattery and trust',
  risk_assessment: 'checking who is near',
  isolation_secrecy: 'secrecy and isolation',
  moving_platform: 'moving to another app',
  gifts_money: 'gifts or money',
  image_request: 'asking for pictures',
  meeting: 'arranging to meet',
  pressure: 'pressure',
  between_minors: 'between minors',
  insult: 'insult',
  threat: 'threat',
  identity_attack: 'attack on who somebody is',
  sexual_harassment: 'sexual harassment',
  doxxing: 'private details',
  self_harm_urging: 'urging self-harm',
  profanity: 'swearing',
  persistence: 'keeps going',
  pile_on: 'several against one',
  plugin: 'marked by a plug-in',
  one_sided: 'not answered in kind',
  mutual: 'both sides',
  escalation: 'getting worse',
}

/** Whether a code is one of ours. Others are shown as they are, and are not taken from outside. */
export function isSignalCode(code: string): boolean {
  return Object.hasOwn(WORDS, code)
}

/** In lower case. A strength behind a dot (`meeting.strong`) is left out: the score says it. */
export function signalWords(code: string): string {
  const bare = code.replace(/\.(strong|soft)$/, '')
  return WORDS[bare] ?? bare.replaceAll(/[._-]+/g, ' ').trim()
}

/**
 * Small closed sets of words that decide what a sentence does with an insult: who is spoken to or about, whether it
 * is negated, reported or promised. `features.ts` reads sentences as sequences of these, so that "you are a …" is
 * learnt once and not for every insult. Spellings are plain ones: `chat-words.ts` has been here before.
 */
const CLASSES: Record<string, string> = {
  you: 'you your yours yourself',
  self: 'i me my mine myself we us our ours ourselves',
  third:
    'he she him her his hers himself herself they them their theirs someone somebody anyone people person guy man woman kid',
  be: 'am is are was were be been being',
  negation: 'not never no nobody none nothing neither nor without hardly cannot noone stop dont isnt arent',
  will: 'will would shall going about gonna should must need needs deserve deserves better hope wish want wants',
  harm: 'kill hurt beat smash stab shoot murder punch slap break destroy end bury strangle choke burn hang drown jump cut hit rape lynch bomb gas bleed crush ruin hunt',
  die: 'die dies dead death suicide cancer coffin grave bullet funeral',
  report:
    'said says say saying told tells tell telling called calls call calling wrote writes write texted messaged posted commented yelled shouted screamed quote quotes word words means meaning comment comments message messages lyrics line phrase insult insults claim claims think thinks thought read reads',
  object:
    'wrong racist racism sexist sexism hateful hate-speech hurtful cruel unacceptable bullying bullied bully bullies harassed harassment report reported blocked ashamed apologise apologize ok okay lie rule rules banned offensive',
  group:
    'women woman men girls muslims muslim islam jews jew jewish christians christian hindus immigrants immigrant migrants migrant refugees refugee foreigners foreigner blacks black whites white asians asian arabs arab mexicans mexican indians indian africans african chinese turks poles russians gays gay lesbians lesbian queers queer trans transgender homosexuals bisexual lgbt disabled autistic deaf blind wheelchair elderly latinos hispanic roma female females feminists feminist',
  good: 'love loves loved proud happy great good nice kind amazing wonderful beautiful lovely brave thanks thank support welcome respect equal rights friend friends brilliant awesome congrats fun funny best celebrate deserve strong clever smart cute pretty',
  vile: 'disgusting vermin animals animal scum filth filthy disease criminals criminal terrorists terrorist subhuman parasites parasite rats dirty inferior evil sick worthless plague cancer thieves thief monsters monster invaders abomination freaks burden savages cockroaches vile repulsive',
  thing:
    'this that it the phone laptop game movie film song book weather bus train printer update app traffic exam homework server code machine show series',
  go: 'go get leave deport ban remove back out away',
  address: '@user bro dude mate man kid lol lmao haha xd',
}

/** Class numbers from 1 on; 0 is no class. The order is part of the weights' meaning. */
export const CLASS_NAMES = Object.keys(CLASSES)

const classOf = new Map<string, number>()
CLASS_NAMES.forEach((name, i) => {
  for (const word of CLASSES[name]!.split(' ')) if (!classOf.has(word)) classOf.set(word, i + 1)
})

export function wordClass(word: string): number {
  return classOf.get(word) ?? 0
}

export function classNumber(name: string): number {
  return CLASS_NAMES.indexOf(name) + 1
}

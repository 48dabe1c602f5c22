/** Mild insults that the profanity lexicon leaves out; slurs come from that lexicon and stand nowhere in clear. */
export const INSULT_WORDS = (
  'idiot idiots idiotic stupid moron morons moronic imbecile dumb dumbest dummy loser losers pathetic worthless trash ' +
  'garbage clown clowns coward cowards creep creepy freak weirdo ugly fatty fatso disgusting pig pigs scum scumbag filth ' +
  'filthy vermin degenerate lowlife crybaby noob noobs failure useless brainless clueless dimwit halfwit nitwit ' +
  'dunce fool fools foolish jackass dumbass jerk jerks twat wanker tosser bellend prick dickhead dick arsehole asshole ' +
  'assholes bastard bitch bitches slut sluts whore whores skank hoe hoes thot simp incel liar snake rat troll trolls nutter ' +
  'psycho lunatic deluded delusional disgrace embarrassment shithead shitbag dipshit fuckface fucker motherfucker ' +
  'sucker peasant pervert perv beta wimp wuss sissy pussy hag skinnyfat lardass gross smelly'
).split(' ')

/** Profanity that says nothing of anyone by itself. */
export const PROFANE_WORDS =
  'fuck fucks fucking fuckin fucked shit shits shitty bullshit damn goddamn crap hell ass arse piss pissed bloody wtf stfu gtfo'.split(
    ' ',
  )

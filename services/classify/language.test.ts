import { describe, expect, it, vi } from 'vitest'
import { seededRandom } from '#lib/seeded-random'
import { readability } from './language/conversation'
import { isOtherScript, scriptUnits } from './language/script'
import { FOREIGN_WORDS } from './language/words'
import { shippedModel } from './shipped-model'
import { tokenise } from './text/tokenise'
import {
  assertFrozenLanguages,
  type ForeignFile,
  type MessageLength,
  readEnglishMessages,
  readForeignMessages,
  tongueOf,
  withoutAccents,
} from './train/language-set'

const { words } = shippedModel
const tongue = (text: string) => tongueOf(text, words)
const read = (...said: [author: string, text: string][]) =>
  readability(
    said.map(([author, text]) => ({ author, text, tokens: tokenise(text, words) })),
    words,
  )

const FOREIGN: Record<string, readonly string[]> = {
  es: ['te voy a matar idiota', 'nadie te quiere aqui vete a tu casa', 'hola que tal estas hoy'],
  fr: ['je vais te tuer ce soir', 'personne ne t aime ici va mourir', 'tu es vraiment trop con'],
  de: ['du bist so dumm halt die fresse', 'ich bringe dich um wenn ich dich sehe', 'keiner mag dich hier'],
  it: ['ti ammazzo se non vieni qui', 'sei proprio uno stupido nessuno ti vuole'],
  pt: ['vou te matar seu idiota', 'ninguem gosta de voce aqui'],
  nl: ['ik maak je kapot als ik je zie', 'niemand wil jou hier hebben'],
  pl: ['zabije cie jak cie zobacze', 'nikt cie tu nie lubi'],
  tr: ['seni oldurecegim bekle beni', 'kimse seni sevmiyor cok aptal birisin'],
  sv: ['jag ska sla ihjal dig', 'ingen tycker om dig har'],
  fi: ['koira söi koko pitsan', 'osta leipää kun tulet kotiin'],
  cs: ['kup chleba až půjdeš domů', 'autobus má zase zpoždění'],
  yo: ['aja ti je ounje mi', 'oko ti pe de loni'],
  vi: ['con cho an het banh roi', 'xe buyt lai den muon nua'],
  hi: ['kutte ne pura pizza kha liya', 'tu kitna ganda hai'],
}
/** As the model card says: what is found at least, as it is written and without accents. */
const FOUND: [file: ForeignFile, length: MessageLength, found: number, withoutAccents: number][] = [
  ['foreign.txt', '2-4', 0.95, 0.93],
  ['foreign.txt', '5-9', 0.99, 0.99],
  ['foreign.txt', '10+', 0.99, 0.99],
  ['foreign-second.txt', '2-4', 0.77, 0.62],
  ['foreign-second.txt', '5-9', 0.98, 0.98],
]
const MISTAKEN = 0.02
const OTHER_SCRIPTS = [
  'ты такой тупой уйди отсюда',
  'أنت غبي جدا اذهب من هنا',
  '你真的很蠢快滚出去吧朋友',
  'तुम बहुत बेवकूफ हो यहाँ से जाओ',
]
const ENGLISH = [
  'you are so dumb go home',
  'nobody wants you here just leave',
  'lol ok see u at the game tmrw',
  'la la la i am not listening',
  'we had a great time in el paso with my dad',
  'des told me to come to the bar',
  'hes nott evin heer yett',
  'muchas gracias bro',
  'docker ps -a grep redis',
  "don't you dare",
  'y0u 4re s0 st00pid',
  'уоu аrе ѕо ѕtuріd',
  '(づ｡◕‿‿◕｡)づ',
  '😂😂😂 omg',
]

describe('the language of a message', () => {
  it('is foreign where it is not English, even when it is short', () => {
    for (const text of [...Object.values(FOREIGN).flat(), ...OTHER_SCRIPTS])
      expect(tongue(text), text).toBe('foreign')
  })

  it('is not foreign where it is English with slips, names, loans and disguises', () => {
    for (const text of ENGLISH) expect(tongue(text), text).not.toBe('foreign')
  })

  it('is the same however often a line is pasted', () => {
    const lines = [
      'je vais te tuer demain au football. ',
      'te voy a matar en el parking idiota. ',
      'du bist so dumm halt die fresse im hotel. ',
      'ti ammazzo domani al bar idiota. ',
      'vou te matar no shopping seu idiota. ',
    ]
    for (const line of lines)
      for (const times of [1, 10, 100, 1000])
        expect(tongue(line.repeat(times).slice(0, 16_384)), `${line}${times} times`).toBe('foreign')
    expect(tongue(`te voy a matar idiota ${'Football fooootball FOOTBALL '.repeat(50)}`)).toBe('foreign')
    expect(tongue('you are so dumb go home. '.repeat(1000))).not.toBe('foreign')
  })

  it('is found in a message of thousands of words', () => {
    const random = seededRandom(7)
    for (const code of ['es', 'fr', 'de', 'pl', 'hi-latn']) {
      const own = FOREIGN_WORDS[code]!.split(/\s+/)
      const said = Array.from({ length: 4000 }, () => own[Math.floor(random() * own.length)])
      expect(tongue(said.join(' ')), code).toBe('foreign')
      // More different words than are looked at: the list itself, and as much again spelt alike.
      expect(tongue([...own, ...own.map((word) => `${word}${own[5]}`)].join(' ')), code).toBe('foreign')
    }
  })

  it('is found in words that signs join, and code is not taken for any', () => {
    const joined = ['idiota/puta/tonto/feo/gorda', 'te_voy_a_matar_idiota', 'te=voy=a=matar=idiota']
    for (const text of [...joined, 'te_voy_a_matar_idiota_'.repeat(40)])
      expect(tongue(text), text).toBe('foreign')
    const code = ['usr/share/doc/foo', 'kubectl get pods/nginx', 'ctx_ptr_idx', 'src/components/button.tsx']
    for (const text of [...code, 'cd /var/lib/data', 'he/she/they', 'set max_conn_idx=buf_len'])
      expect(tongue(text), text).not.toBe('foreign')
  })

  it('is found in Vietnamese letters, half-width kana and joined forms, whatever pictures stand beside', () => {
    for (const text of [
      'ạ ệ ộ tôi ở nhà một mình',
      'ﾊﾞｶ ｼﾈ ﾊﾔｸ',
      'ﺃﻧﺖ ﻏﺒﻲ ﺟﺪﺍ',
      'te voy a matar 🔪🔫💀😡👿🤡🔥',
    ])
      expect(tongue(text), text).toBe('foreign')
    expect(isOtherScript('ợệ')).toBe(false)
    expect(scriptUnits('ｼﾈﾊﾞｶ')).toBe(2.5)
  })

  it.each<[file: ForeignFile, length: MessageLength, found: number, withoutAccents: number]>(FOUND)(
    'is found in the measured set as often as the model card says: %s, %s words',
    (file, length, ...least) => {
      const messages = readForeignMessages(file).filter((m) => m.listed && m.length === length)
      const share = (write: (text: string) => string) =>
        messages.filter(({ text }) => tongue(write(text)) === 'foreign').length / messages.length
      expect(share((text) => text)).toBeGreaterThanOrEqual(least[0])
      expect(share(withoutAccents)).toBeGreaterThanOrEqual(least[1])
    },
  )

  it('is taken for another one as seldom as the model card says', () => {
    expect(assertFrozenLanguages).not.toThrow()
    const english = readEnglishMessages()
    const mistaken = english.filter(({ text }) => tongue(text) === 'foreign')
    expect(mistaken.length / english.length).toBeLessThan(MISTAKEN)
  })
})

describe('the evaluation of languages', () => {
  it('does not measure messages that are not the frozen ones', async () => {
    vi.doMock('./train/language-set', async (actual) => ({
      ...(await actual<object>()),
      assertFrozenLanguages: () => {
        throw new Error('not frozen')
      },
    }))
    const { evaluateLanguage } = await import('./train/evaluate-language')
    expect(() => evaluateLanguage([], words)).toThrow('not frozen')
    vi.doUnmock('./train/language-set')
  })
})

describe('a conversation in several languages', () => {
  const english: [string, string][] = [
    ['A', 'did you watch the match last night'],
    ['B', 'yes it was so good'],
    ['A', 'who scored the last one'],
    ['B', 'i think it was the new guy'],
    ['A', 'i fell asleep before the end'],
  ]

  it('marks the foreign message and is read where it matters little', () => {
    const { foreign, unreadable } = read(...english, ...english, ['A', 'que pena hermano, estuvo muy bueno'])
    expect(foreign.lastIndexOf(true)).toBe(10)
    expect(foreign.filter(Boolean).length).toBe(1)
    expect(unreadable).toBe(false)
  })

  it('is not read where all that one author says is foreign', () => {
    expect(read(...english, ...english, ['C', 'te voy a matar idiota']).unreadable).toBe(true)
    expect(read(...english, ...english, ['C', 'gracias'], ['C', 'amigos']).unreadable).toBe(false)
  })

  it('is not read where a fifth of it is foreign', () => {
    const { unreadable } = read(...english, ['B', 'no se, yo estaba viendo otra cosa con mi hermano'])
    expect(unreadable).toBe(true)
  })

  it('is not read where it is foreign as a whole, in messages too short to tell', () => {
    const short = ['oye', 'dime', 'quiero', 'mañana', 'tambien', 'porque', 'nunca']
    const { foreign, unreadable } = read(
      ...short.map((text, i): [string, string] => [i % 2 ? 'A' : 'B', text]),
    )
    expect(foreign).not.toContain(true)
    expect(unreadable).toBe(true)
  })

  const talk = Array.from({ length: 30 }, (_, i) => english[i % english.length]!)

  it('is read where an author says one loan or slang word again and again', () => {
    for (const word of 'sus ez hiya oi aye ta jaja kek mano mama papa dada zomg gg hola'.split(' ')) {
      const said: [string, string] = ['C', word]
      expect(read(...talk, said, said, said).unreadable, word).toBe(false)
    }
    expect(read(...talk, ['C', 'sus'], ['C', 'ez'], ['C', 'hiya'], ['C', 'aye']).unreadable).toBe(false)
  })

  it('is read where all but one message is a word of English', () => {
    const short = ['ok', 'lol', 'yes', 'no']
    const twenty = Array.from({ length: 20 }, (_, i): [string, string] => [i % 2 ? 'A' : 'B', short[i % 4]!])
    for (const text of [
      'te voy a matar idiota',
      'que pena hermano, estuvo muy bueno',
      'no se, yo estaba viendo',
    ]) {
      const { foreign, unreadable } = read(...twenty, ['A', text])
      expect(foreign.at(-1), text).toBe(true)
      expect(unreadable, text).toBe(false)
      expect(read(...twenty.slice(0, 4), ['A', text]).unreadable, text).toBe(true)
    }
  })

  it('is not read for one English line pasted often beside the foreign ones', () => {
    const pasted = 'see you at the game tomorrow. '.repeat(500)
    const { unreadable } = read(
      ['A', pasted],
      ['A', 'te voy a matar idiota'],
      ['B', 'que pena hermano, estuvo'],
    )
    expect(unreadable).toBe(true)
  })
})

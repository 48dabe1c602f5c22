import { describe, expect, it } from 'vitest'
import { identify, judge } from './language'
import { readability } from './language/conversation'
import { weigh } from './language/evidence'
import { LANGUAGES } from './language/lists'
import { shippedModel } from './shipped-model'
import { tokenise } from './text/tokenise'
import { assertFrozenLanguages, readEnglishMessages, readForeignMessages } from './train/language-set'

const { words } = shippedModel
const tongue = (text: string) => judge(weigh(text, tokenise(text, words), words))
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

  it('has a name where the words of one speak for it', () => {
    const name = (text: string) => identify(text, tokenise(text, words), words)
    expect(name('du bist so dumm und keiner mag dich')).toBe('de')
    expect(name('nadie te quiere aqui porque eres muy mala')).toBe('es')
    expect(name('abhi mujhe homework bhi karna hai yaar')).toMatch(/^(hi|ur)-latn$/)
    expect(name('you are so kind and i like you')).toBe('en')
    expect(name('ok')).toBe('und')
    expect(name('ты такой тупой уйди отсюда')).toBe('und')
    expect(LANGUAGES).toContain('hi-latn')
  })

  it('is found in the measured set as often as the model card says', () => {
    expect(assertFrozenLanguages).not.toThrow()
    const longer = readForeignMessages().filter(({ length, listed }) => length !== '2-4' && listed)
    const found = longer.filter(({ text }) => tongue(text) === 'foreign')
    expect(found.length / longer.length).toBeGreaterThan(0.98)
    const english = readEnglishMessages()
    const mistaken = english.filter(({ text }) => tongue(text) === 'foreign')
    expect(mistaken.length / english.length).toBeLessThan(0.03)
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
})

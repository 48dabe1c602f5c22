import { describe, expect, it } from 'vitest'
import { countLanguage, identify, judge } from './language'
import { shippedModel } from './shipped-model'
import { tokenise } from './text/tokenise'

const known = (word: string) =>
  shippedModel.words.common.get(word) > 0 || shippedModel.words.abuse.get(word) > 0
const tongue = (text: string) => judge(countLanguage(text, tokenise(text, shippedModel.words), known))

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
]

describe('the language of a message', () => {
  it('is foreign where it is not English, even when it is short', () => {
    for (const text of [...Object.values(FOREIGN).flat(), ...OTHER_SCRIPTS])
      expect(tongue(text), text).toBe('foreign')
  })

  it('is not foreign where it is English with names and chat spellings', () => {
    for (const text of ENGLISH) expect(tongue(text), text).not.toBe('foreign')
  })

  it('has a name where stop words speak for one', () => {
    const name = (text: string) => identify(text, tokenise(text, shippedModel.words), known)
    expect(name('du bist so dumm und keiner mag dich')).toBe('de')
    expect(name('nadie te quiere aqui porque eres muy mala')).toBe('es')
    expect(name('you are so kind and i like you')).toBe('en')
    expect(name('ok')).toBe('und')
  })
})

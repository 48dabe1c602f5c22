/**
 * One reading unit. `text` is plain lower case; `start` and `end` are UTF-16 code units of the original text.
 * Several tokens share one span where a spelling stands for several words ("youre").
 */
export type Token = {
  text: string
  start: number
  end: number
  kind: 'word' | 'number' | 'symbol'
  repaired: boolean
}

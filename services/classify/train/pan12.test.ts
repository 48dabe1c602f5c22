import { describe, expect, it } from 'vitest'
import { classifyLine } from '../classify-line'
import { Pan12Error, readPan12, readPredators } from './pan12'

/** Invented, of the shape of the real one. */
const XML = `<?xml version="1.0" encoding="UTF-8"?>
<conversations>
  <conversation id="c1">
    <message line="1"><author>aaa</author><time>03:20</time><text>hey &amp; hello, how old are you</text></message>
    <message line="2"><author>bbb</author><time>03:21</time><text><![CDATA[im <13>]]></text></message>
    <message line="3"><author>aaa</author><time>03:22</time><text>   </text></message>
  </conversation>
  <conversation id="c2">
    <message line="1"><author>ccc</author><time>10:00</time><text>does this compile for you</text></message>
    <message line="2"><author>ddd</author><time>10:01</time><text>yes, after a clean build</text></message>
  </conversation>
  <conversation id="empty"><message line="1"><author>ccc</author><time>1</time><text></text></message></conversation>
</conversations>
`
const predators = readPredators('aaa\r\n\nzzz\n')

async function read(xml: string, size = xml.length) {
  async function* chunks() {
    for (let at = 0; at < xml.length; at += size) yield xml.slice(at, at + size)
  }
  const lines = []
  for await (const line of readPan12(chunks(), predators)) lines.push(line)
  return lines
}
const failing = (xml: string) =>
  read(xml).then(
    () => expect.unreachable(),
    (error: unknown) => error as Pan12Error,
  )

describe('the importer of PAN-12 XML', () => {
  it('gives the training format, with neutral names and the label of who is on the list', async () => {
    expect(await read(XML)).toEqual([
      {
        id: 'c1',
        scenario: 'c1',
        voice: 'pan12',
        kind: 'research',
        label: 'risky',
        actor: 'P0',
        participants: { P0: { ageBand: 'unknown' }, P1: { ageBand: 'unknown' } },
        messages: [
          { author: 'P0', text: 'hey & hello, how old are you' },
          { author: 'P1', text: 'im <13>' },
        ],
      },
      {
        id: 'c2',
        scenario: 'c2',
        voice: 'pan12',
        kind: 'research',
        label: 'ordinary',
        participants: { P0: { ageBand: 'unknown' }, P1: { ageBand: 'unknown' } },
        messages: [
          { author: 'P0', text: 'does this compile for you' },
          { author: 'P1', text: 'yes, after a clean build' },
        ],
      },
    ])
  })

  it('gives the same wherever the file is cut', async () => {
    const whole = await read(XML)
    for (const size of [1, 7, 64]) expect(await read(XML, size)).toEqual(whole)
  })

  it('writes lines that npm run classify reads', async () => {
    for (const line of await read(XML))
      expect(classifyLine(JSON.stringify(line), 1)).toMatchObject({ id: line.id })
  })

  it.each([
    [
      '<conversations>\n<conversation id="x">\n<message><text>secret</text></message></conversation></conversations>',
      3,
      'no author',
    ],
    [
      '<conversations>\n<conversation id="x">\n<message><author>a</author></message></conversation></conversations>',
      3,
      'no text',
    ],
    ['<conversations>\n<conversation>\n</conversation></conversations>', 2, 'no id'],
    [
      '<conversations>\n\n<message><author>a</author><text>secret</text></message></conversations>',
      3,
      'outside',
    ],
    ['<conversations>\n<conversation id="x">\n<message><secret', 3, 'well-formed'],
    ['<conversations>\n<conversation id="x"></secret></conversations>', 2, 'well-formed'],
    ['<secret>\n</secret>', 1, 'outermost'],
    ['<!DOCTYPE secret [<!ENTITY a "secret">]>\n<conversations/>', 1, 'document type'],
    ['', 1, 'well-formed'],
  ])('says in which line it cannot go on, and quotes nothing: %#', async (xml, line, words) => {
    const error = await failing(xml)
    expect(error).toBeInstanceOf(Pan12Error)
    expect(error.line).toBe(line)
    expect(error.message).toContain(words)
    expect(error.message).not.toContain('secret')
  })

  it('refuses a list that names nobody, or is not a list of ids', () => {
    expect(() => readPredators('\n\n')).toThrow('line 1')
    expect(() => readPredators('aaa\nbbb ccc\n')).toThrow('line 2')
  })
})

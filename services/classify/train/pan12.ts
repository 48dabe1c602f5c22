import { SaxesParser } from 'saxes'

/**
 * Reads the XML of the PAN 2012 sexual predator identification task, for operators who have lawful access to it: nothing
 * of it is part of this project. Its shape, from the task's description:
 *
 *   <conversations><conversation id="…"><message line="1"><author>…</author><time>…</time><text>…</text></message>…
 *
 * and a file of author ids beside it, one a line.
 */
export class Pan12Error extends Error {
  /** From 1. The message says what is wrong and never quotes the file. */
  readonly line: number
  constructor(line: number, problem: string) {
    super(`line ${line}: ${problem}`)
    this.name = 'Pan12Error'
    this.line = line
  }
}

type Message = { author: string; text: string }
/** One line of the training format (grooming-conversations.ts); authors have neutral names. */
export type Pan12Line = {
  id: string
  scenario: string
  voice: 'pan12'
  kind: 'research'
  label: 'risky' | 'ordinary'
  actor?: string
  participants: Record<string, { ageBand: 'unknown' }>
  messages: Message[]
}

/** @throws Pan12Error on a line that is no id, and when there is none at all: every conversation would be ordinary. */
export function readPredators(text: string): Set<string> {
  const ids = new Set<string>()
  text.split(/\r?\n/).forEach((line, i) => {
    const id = line.trim()
    if (id === '') return
    if (!/^[\w.-]{1,100}$/.test(id)) throw new Pan12Error(i + 1, 'is not one author id')
    ids.add(id)
  })
  if (ids.size === 0) throw new Pan12Error(1, 'the list of predators is empty')
  return ids
}

/**
 * Conversations one by one, holding a single one in memory. Empty messages are left out, and conversations that then have
 * none.
 *
 * @param source the XML in chunks of text.
 * @throws Pan12Error where the XML is not well-formed or not of this shape.
 */
export async function* readPan12(
  source: AsyncIterable<string>,
  predators: ReadonlySet<string>,
): AsyncGenerator<Pan12Line> {
  const parser = new SaxesParser({ position: true })
  const done: Pan12Line[] = []
  let failure: Pan12Error | undefined
  let conversation: { id: string; messages: Message[] } | undefined
  let message: { line: number; author?: string; text?: string } | undefined
  let field: { name: 'author' | 'text'; value: string } | undefined
  const fail = (problem: string, line = parser.line) => {
    failure ??= new Pan12Error(line, problem)
  }
  const path: string[] = []

  parser.on('error', () => fail('the XML is not well-formed'))
  parser.on('doctype', () => fail('a document type is not expected'))
  parser.on('opentag', ({ name, attributes }) => {
    const parent = path.at(-1)
    path.push(name)
    if (path.length === 1 && name !== 'conversations') fail('the outermost element is not <conversations>')
    else if (name === 'conversation') {
      const id = attributes.id
      if (parent !== 'conversations') fail('a <conversation> stands in the wrong place')
      else if (typeof id !== 'string' || id === '') fail('a <conversation> has no id')
      else conversation = { id, messages: [] }
    } else if (name === 'message') {
      if (parent !== 'conversation') fail('a <message> stands outside a conversation')
      message = { line: parser.line }
    } else if (name === 'author' || name === 'text') {
      if (parent !== 'message') fail(`an <${name}> stands outside a message`)
      field = { name, value: '' }
    }
  })
  const collect = (text: string) => {
    if (field) field.value += text
  }
  parser.on('text', collect)
  parser.on('cdata', collect)
  parser.on('closetag', ({ name }) => {
    path.pop()
    if (field && name === field.name) {
      if (message) message[field.name] = field.value
      field = undefined
    } else if (name === 'message' && message) {
      const { author, text, line } = message
      if (author === undefined || author.trim() === '') fail('a <message> has no author', line)
      else if (text === undefined) fail('a <message> has no text', line)
      else if (text.trim() !== '') conversation?.messages.push({ author: author.trim(), text: text.trim() })
      message = undefined
    } else if (name === 'conversation' && conversation) {
      if (conversation.messages.length > 0) done.push(lineOf(conversation, predators))
      conversation = undefined
    }
  })

  for await (const chunk of source) {
    if (!failure) parser.write(chunk)
    yield* done.splice(0)
    if (failure) throw failure
  }
  parser.close()
  if (failure) throw failure
}

function lineOf(
  { id, messages }: { id: string; messages: Message[] },
  predators: ReadonlySet<string>,
): Pan12Line {
  const names = new Map<string, string>()
  for (const { author } of messages) if (!names.has(author)) names.set(author, `P${names.size}`)
  const actor = [...names.keys()].find((author) => predators.has(author))
  return {
    id,
    scenario: id,
    voice: 'pan12',
    kind: 'research',
    label: actor === undefined ? 'ordinary' : 'risky',
    ...(actor === undefined ? {} : { actor: names.get(actor)! }),
    participants: Object.fromEntries([...names.values()].map((name) => [name, { ageBand: 'unknown' }])),
    messages: messages.map(({ author, text }) => ({ author: names.get(author)!, text })),
  }
}

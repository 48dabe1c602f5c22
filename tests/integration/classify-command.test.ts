import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { classifyLine } from '#services/classify/classify-line'
import { CLASSIFIERS } from '#services/classify/registry'

type Run = { code: number | null; out: string; err: string }

/** Runs a tool as `npm run` does, with these arguments and this on its standard input. */
function run(file: string, args: string[], input = ''): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['scripts/tool.mjs', file, ...args])
    const [out, err]: [string[], string[]] = [[], []]
    child.stdout.on('data', (chunk) => out.push(String(chunk)))
    child.stderr.on('data', (chunk) => err.push(String(chunk)))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, out: out.join(''), err: err.join('') }))
    child.stdin.end(input)
  })
}

describe('the classify command', () => {
  it('answers line by line, names the line that it cannot read, and goes on', async () => {
    const good = (id: string) =>
      JSON.stringify({ id, messages: [{ author: 'a', text: 'see you on sunday' }] })
    const { code, out } = await run(
      'processes/classify.ts',
      ['--json'],
      `\ufeff${good('one')}\r\n\n{"id":\n${good('two')}`,
    )
    expect(code).toBe(0)
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines).toMatchObject([{ id: 'one' }, { line: 3, error: 'not JSON' }, { id: 'two' }])
  })

  it('refuses arguments that it does not know', async () => {
    const { code, out, err } = await run('processes/classify.ts', ['--jsno'])
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain('--jsno')
    expect(err).toContain('usage:')
  })

  it('is described as it is', async () => {
    const page = await readFile('docs/classify.md', 'utf8')
    const [input, output] = [...page.matchAll(/```json\n(.+)\n```/g)].map(([, json]) => json!)
    const shown = JSON.parse(output!)
    const said = JSON.parse(JSON.stringify(classifyLine(input!, 1)))
    // Scores and versions change with the weights; what is seen, and where, is to be as described.
    const shape = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shape)
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(
        Object.entries(value).map(([key, one]) => [
          key,
          ['score', 'version'].includes(key) ? typeof one : shape(one),
        ]),
      )
    }
    expect(shape(shown)).toEqual(shape(said))
    for (const { codes } of CLASSIFIERS)
      for (const code of Object.keys(codes)) expect(page, code).toContain(`\`${code}\``)
  })
})

describe('the tools that read data', () => {
  let directory: string
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'cs-data-'))
  })
  afterAll(() => rm(directory, { recursive: true, force: true }))

  it('end with 1 and the place where the data is wrong, before anything is written', async () => {
    const rows = ['{"id":"1","source":"x","label":0,"category":"","text":"hi"}', '{"id":"2","source":"x"}']
    await writeFile(path.join(directory, 'a.jsonl'), rows.join('\n'))
    const out = path.join(directory, 'weights')
    const bad = await run('processes/train.ts', ['--data', directory, '--out', out])
    expect(bad).toMatchObject({
      code: 1,
      err: `${path.join(directory, 'a.jsonl')}:2: text must be a string\n`,
    })
    const missing = await run('processes/evaluate.ts', ['--data', path.join(directory, 'nowhere')])
    expect(missing.code).toBe(1)
    expect(missing.err).toContain('there is no such directory')
  })

  it('end with 2 and the usage where the arguments are wrong', async () => {
    for (const args of [
      ['--dta', 'x'],
      ['--fuzz', 'many'],
      ['--only', 'spam', '--data', directory],
      ['stray'],
    ]) {
      const { code, err } = await run('processes/evaluate.ts', args)
      expect(code, args.join(' ')).toBe(2)
      expect(err, args.join(' ')).toContain('usage:')
    }
  })
})

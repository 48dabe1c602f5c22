import { describe, expect, it } from 'vitest'
import { ZodError } from 'zod'
import { AppError } from '#domain/errors'
import { seededRandom } from '#lib/seeded-random'
import { IntakeProblem } from '#services/intake/problems'
import { hostileInputs, mutate } from './mutate'
import { PARSERS, type Parser } from './parsers'

/** Mutations of each parser's samples. `FUZZ_RUNS` and `FUZZ_SEED` for a longer or another walk. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 6_000)
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_122)

/** What a parser may throw. A TypeError of the language's own, or a stack that ran out, is a bug. */
function isDeclared(error: unknown): boolean {
  if (error instanceof ZodError || error instanceof AppError || error instanceof IntakeProblem) return true
  if (error instanceof SyntaxError) return true
  if (error instanceof RangeError) return !error.message.includes('call stack')
  const { code, message } = error as { code?: string; message?: string }
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA' || message?.startsWith('canonical JSON')) return true
  // OpenSSL's: a point off the curve, a tag that does not match.
  return code?.startsWith('ERR_CRYPTO_') === true || message?.includes('unable to authenticate data') === true
}

type Finding = { what: string; input: string; error?: string }
const shown = (input: Buffer) => input.subarray(0, 200).toString('base64')

async function tryOne(parser: Parser, input: Buffer): Promise<Finding | 'accepted' | 'refused'> {
  let value: unknown
  try {
    value = parser.parse(input)
  } catch (error) {
    if (isDeclared(error)) return 'refused'
    return { what: 'crash', input: shown(input), error: String((error as Error).stack).slice(0, 400) }
  }
  try {
    return (await parser.holds(value, input)) ? 'accepted' : { what: 'false accept', input: shown(input) }
  } catch (error) {
    return { what: 'cannot be written again', input: shown(input), error: String(error).slice(0, 200) }
  }
}

describe('every parser, whatever it is given', () => {
  it.each(PARSERS)('$name: no crash, nothing accepted as what it is not', async (parser) => {
    for (const sample of parser.samples) expect(await tryOne(parser, Buffer.from(sample))).toBe('accepted')
    const random = seededRandom(SEED)
    const findings: Finding[] = []
    const count = { accepted: 0, refused: 0 }
    const inputs = hostileInputs(random)
    for (let run = 0; run < RUNS + inputs.length; run++) {
      const sample = parser.samples[run % parser.samples.length]!
      const input = inputs[run - RUNS] ?? mutate(sample, parser.samples, random)
      const result = await tryOne(parser, input)
      if (typeof result === 'string') count[result]++
      else if (findings.length < 5) findings.push(result)
    }
    expect(findings).toEqual([])
    expect(count.accepted + count.refused).toBe(RUNS + inputs.length)
  })
})

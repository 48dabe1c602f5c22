import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import type { ClassifierConversation } from '#domain/signal'
import { CLASSIFIERS } from '#services/classify/registry'
import { readConversations } from '#services/classify/train/grooming-conversations'
import { type BenchOptions, type BenchResult, quantile, rounded } from './result'

const FOLDER = new URL('../services/classify/weights/', import.meta.url)
const WEIGHTS = readdirSync(FOLDER)
  .filter((name) => name !== 'revision.json')
  .map((name) => new URL(name, FOLDER))
/** Imports the registry in a process that is already warm, as a worker's start does. */
const STARTUP = `const t = performance.now(); await import('./services/classify/registry.ts'); process.stdout.write(String(performance.now() - t))`

/** The classifiers on one core, with evidence: invented conversations, joined to 50 messages each. */
export async function bench({ quick, log }: BenchOptions): Promise<BenchResult[]> {
  const messages = readConversations('learned').flatMap((c) => c.conversation.messages)
  const conversations = cut(messages, 50)
  const single = messages.map(
    (message): ClassifierConversation => ({ messages: [message], participants: {} }),
  )
  const rounds = quick ? 3 : 20
  log(`${messages.length} messages, ${rounds} rounds`)
  for (const conversation of conversations) classify(conversation)

  const perConversation: number[] = []
  let scored = 0
  const started = performance.now()
  for (let round = 0; round < rounds; round++) {
    for (const conversation of conversations) {
      const at = performance.now()
      classify(conversation)
      perConversation.push(performance.now() - at)
      scored += conversation.messages.length
    }
  }
  const seconds = (performance.now() - started) / 1000
  const perMessage: number[] = []
  for (let round = 0; round < Math.max(1, rounds / 4); round++) {
    for (const conversation of single) {
      const at = performance.now()
      classify(conversation)
      perMessage.push(performance.now() - at)
    }
  }
  const bytes = WEIGHTS.reduce((sum, url) => sum + statSync(url).size, 0)
  return [
    { name: 'messages_per_s', value: rounded(scored / seconds), unit: '1/s', n: scored },
    { name: 'message_p99_ms', value: rounded(quantile(perMessage, 0.99)), unit: 'ms', n: perMessage.length },
    {
      name: 'conversation50_p95_ms',
      value: rounded(quantile(perConversation, 0.95)),
      unit: 'ms',
      n: perConversation.length,
    },
    { name: 'model_bytes', value: bytes, unit: 'B', n: WEIGHTS.length },
    startup(quick ? 1 : 5),
  ]
}

/** As a new one each time: what is read once for all classifiers must be read once in every round. */
function classify({ messages, participants }: ClassifierConversation): void {
  const conversation = { messages, participants }
  for (const classifier of CLASSIFIERS) classifier.classify(conversation)
}

function cut(messages: ClassifierConversation['messages'], size: number): ClassifierConversation[] {
  const out: ClassifierConversation[] = []
  for (let from = 0; from + size <= messages.length; from += size)
    out.push({
      messages: messages.slice(from, from + size).map((message, i) => ({ ...message, id: String(i) })),
      participants: { A: { ageBand: 'adult' }, B: { ageBand: '13_15' } },
    })
  return out
}

/** Time to import both classifiers, weights decoded; the median of a few fresh processes. */
function startup(times: number): BenchResult {
  const values: number[] = []
  for (let i = 0; i < times; i++) {
    const { stdout, status } = spawnSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', STARTUP],
      {
        cwd: new URL('..', import.meta.url).pathname,
        encoding: 'utf8',
      },
    )
    if (status !== 0) throw new Error('the classifiers did not start')
    values.push(Number(stdout))
  }
  return { name: 'startup_ms', value: rounded(quantile(values, 0.5)), unit: 'ms', n: times }
}

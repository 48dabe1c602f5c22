import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { startReceiver } from '#services/action/receiver'

/**
 * A platform's side of the webhooks, for local trials: takes what the worker sends, checks each signature and prints
 * the decision. Start it beside `npm start` with `npm run receiver`. Address and secret are the trial's own;
 * WEBHOOK_URL and WEBHOOK_SECRET name others.
 */
const Target = z.object({ webhookUrl: z.url(), webhookSecret: z.string().startsWith('whsec_') })

async function target(): Promise<z.infer<typeof Target>> {
  const { WEBHOOK_URL, WEBHOOK_SECRET, TRIAL_FILE } = process.env
  if (WEBHOOK_URL && WEBHOOK_SECRET)
    return Target.parse({ webhookUrl: WEBHOOK_URL, webhookSecret: WEBHOOK_SECRET })
  const file = TRIAL_FILE ?? path.join(await stateDirectory(), 'trial.json')
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) {
    console.error('There is no trial here yet: run npm start first, or set WEBHOOK_URL and WEBHOOK_SECRET.')
    process.exit(1)
  }
  return Target.parse(JSON.parse(text))
}

async function stateDirectory(): Promise<string> {
  const scripts = new URL('../scripts/lib/state-directory.mjs', import.meta.url).href
  return ((await import(scripts)) as { stateDirectory(): string }).stateDirectory()
}

const { webhookUrl, webhookSecret } = await target()
const receiver = await startReceiver({ url: new URL(webhookUrl), secret: webhookSecret }, (received) => {
  if (!received.ok) console.log(`✗ refused ${received.id || 'a request'}: ${received.reason}`)
  else {
    const { policy, action, caseId, reports } = received.event.data
    const ids = reports.map((report) => report.externalId).join(', ')
    console.log(`✓ ${received.event.type}  ${action} for ${policy}  case ${caseId}  reports ${ids}`)
  }
})
console.log(`Waiting for webhooks at ${webhookUrl}. Ctrl-C ends.`)
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => void receiver.close().then(() => process.exit(0)))

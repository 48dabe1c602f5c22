import path from 'node:path'
import { Client } from 'pg'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { SignalsSection } from '#components/review/signals-section'
import { ClassifiersProvider } from '#components/shell/classifiers'
import type { CaseView } from '#domain/case-view'
import { type Classifier, registryOf } from '#domain/classifier'
import { factTable } from '#domain/facts'
import { authorise } from '#domain/permission'
import type { RuleSet } from '#domain/rule'
import { createLog } from '#lib/log'
import { pgQuery } from '#lib/query'
import { recordSignals } from '#services/classify/mutations'
import { CLASSIFIERS } from '#services/classify/registry'
import { unavailable } from '#services/classify/unavailable'
import { caseRecords } from '#services/rules/data'
import { checkSet } from '#services/rules/engine'
import { markPublished, savePendingRules } from '#services/rules/mutations'
import { simulate } from '#services/rules/simulate'
import { conditionInWords } from '#services/rules/words'
import { reportOf } from '#tests/support/reports'
import { type Stack, startStack } from '#tests/support/stack'
import { startTestWorker } from '#tests/support/worker'
import { offersAt } from '../../components/rules/vocabulary'

/** All that a build needs to be told of one more classifier. */
const spam: Classifier = {
  name: 'spam',
  label: 'Spam',
  version: 'test-1',
  evidence: 'messages',
  codes: { link_bait: 'a link that nobody asked for' },
  policies: {
    ...{ none: 0, harassment: null, threat: null, hate: null, grooming: null },
    ...{ sexual_harassment: null, self_harm: null, doxxing: null, scam: 1, spam: 1 },
  },
  classify: ({ messages }) => ({
    classifier: 'spam',
    version: 'test-1',
    status: 'ok',
    score: 0.97,
    band: 'urgent',
    perMessage: [
      { id: messages[0]!.id, contribution: 0.9, spans: [{ start: 0, end: 2, code: 'link_bait' }] },
    ],
    stages: [],
  }),
}
/** The build as it is without it, whatever else it has. */
const without = CLASSIFIERS.filter(({ name }) => name !== spam.name)
const registry = registryOf([...without, spam])
const table = factTable(registry)
const rules: RuleSet = {
  rules: [
    {
      id: 'spam-urgent',
      name: 'Strong signs of spam',
      when: 'spamBand == "urgent" && spam > 0.9',
      effect: { priority: 61, queue: 'general', dueMinutes: 77 },
      enabled: true,
    },
  ],
  otherwise: { priority: 5, queue: 'general', dueMinutes: 600 },
}

let stack: Stack
let owner: Client
let worker: { close(): Promise<void> }

beforeAll(async () => {
  stack = await startStack({ only: ['keyd', 'intake'] })
  owner = new Client({ connectionString: stack.db.owner })
  await owner.connect()
})
afterAll(async () => {
  await worker?.close()
  await owner?.end()
  await stack?.stop()
})

function adminProof() {
  const { id, name, roles } = stack.person('admin')
  return authorise({ personId: id, name, roles, regions: ['EU'] }, 'rules:write')!
}

describe('a classifier that is one object in the registry', () => {
  it('is a fact of rules, with words and completion, and no fact where the registry lacks it', async () => {
    const query = pgQuery(owner)
    const [{ base }] = (await owner.query('SELECT max(version) AS base FROM rule_version')).rows
    const refused = await savePendingRules(query, adminProof(), { set: rules, base }, factTable(without))
    expect(refused).toMatchObject({
      ok: false,
      reason: 'invalid_rules',
      problems: [
        { rule: 'spam-urgent', message: 'There is no fact of this name.', from: 0, to: 8 },
        { rule: 'spam-urgent', message: 'There is no fact of this name.' },
      ],
    })
    expect(checkSet(rules, table)).toEqual([])
    expect(conditionInWords(rules.rules[0]!.when, table)).toBe(
      'spam is urgent and the spam score is above 0.9',
    )
    expect(offersAt(table, 'spamBand == "').offers.map(({ label }) => label)).toEqual([
      ...['low', 'review', 'urgent', 'unavailable'],
    ])
    const saved = await savePendingRules(query, adminProof(), { set: rules, base }, table)
    expect(saved).toMatchObject({ ok: true, version: base + 1 })
    await markPublished(query, { ref: String(base + 1), data: { index: 1_000 } })
  })

  it('scores each report, is stored, and routes the case', async () => {
    worker = await startTestWorker({
      databaseUrl: stack.db.worker,
      redisUrl: stack.redisUrl,
      queuePrefix: stack.queuePrefix,
      keydSocket: stack.sockets.keyd,
      keyFile: path.join(stack.stateDir, 'worker', 'worker-1.pem'),
      trust: stack.trust,
      secretKey: stack.secretKey,
      webhookAllow: [],
      socket: stack.sockets.worker,
      log: createLog('worker', 'silent'),
      classifiers: registry,
    })
    const posted = await stack.postReport(reportOf(3))
    expect(posted.status).toBe(202)
    const { reportId, caseId } = posted.body as { reportId: string; caseId: string }
    const found = await vi.waitUntil(
      async () => {
        const { rows } = await owner.query('SELECT * FROM review_case WHERE id = $1', [caseId])
        return rows[0].stage === 'routed' ? rows[0] : undefined
      },
      { timeout: 40_000, interval: 50 },
    )
    expect(found).toMatchObject({ priority: 61, queue: 'general' })
    expect(found.routing.reasons).toEqual([{ rule: 'spam-urgent', outcome: 'matched' }])
    const { rows } = await owner.query(
      'SELECT classifier, version, status, score, band FROM signal WHERE report_id = $1 ORDER BY 1',
      [reportId],
    )
    expect(rows.map(({ classifier }) => classifier)).toEqual(registry.map(({ name }) => name).toSorted())
    const said = { classifier: 'spam', version: 'test-1', status: 'ok', score: 0.97, band: 'urgent' }
    expect(rows).toContainEqual(said)
    const versions = await vi.waitUntil(
      async () => {
        const known = await owner.query(`SELECT version FROM classifier_version WHERE classifier = 'spam'`)
        return known.rows.length > 0 ? known.rows : undefined
      },
      { timeout: 40_000, interval: 50 },
    )
    expect(versions).toEqual([{ version: 'test-1' }])
  })

  it('counts in what a draft would have done, and a build without it sends such cases to people', async () => {
    const query = pgQuery(owner)
    const ids = (await owner.query('SELECT id FROM review_case')).rows.map(({ id }) => id as string)
    const records = await caseRecords(query, ids)
    const draft = { ...rules, rules: [{ ...rules.rules[0]!, when: 'spamBand == "low"' }] }
    expect(simulate(records, rules, draft, registry).rules).toEqual({
      'spam-urgent': { matched: 0, errors: 0 },
    })
    const lacking = simulate(records, rules, draft, without)
    expect(lacking.rules).toEqual({ 'spam-urgent': { matched: 0, errors: records.length } })
  })

  it('is drawn by its own words', () => {
    const signal = { classifier: 'spam', reportId: 'r', version: 'test-1', status: 'ok', score: 0.97 }
    const view = {
      reports: [{ id: 'r' }],
      scores: [{ classifier: 'spam', status: 'ok', score: 0.97, band: 'urgent' }],
      signals: [
        {
          ...{ ...signal, band: 'urgent', stages: [] },
          perMessage: [{ id: 'm', contribution: 1, spans: [{ start: 0, end: 2, code: 'link_bait' }] }],
        },
      ],
    } as unknown as CaseView
    const section = createElement(SignalsSection, { view })
    const html = renderToStaticMarkup(createElement(ClassifiersProvider, { classifiers: registry }, section))
    expect(html).toContain('>Spam<')
    expect(html).toContain('a link that nobody asked for')
  })

  it('is not stored where the registry lacks it', async () => {
    const signal = { ...unavailable('spam', 'test-1', 'language'), raw: null, calibrationId: null }
    const scored = { reportId: stack.platformId, caseId: '', attempt: 1, signals: [signal], shadows: [] }
    const asked: string[] = []
    const query = async (text: string) => {
      asked.push(text)
      return []
    }
    await expect(recordSignals(query, [scored], without)).rejects.toThrow(
      'there is no classifier of this name in the registry',
    )
    expect(asked).toEqual([])
  })
})

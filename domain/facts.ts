import { bandFact } from './classifier'
import { REGIONS } from './region'
import { ConversationKind, REPORT_SOURCES } from './report'
import { AGE_BANDS, BANDS } from './signal'

/** A variable that a rule's condition may use. */
export type Fact = {
  /** CEL type. */
  type: 'string' | 'int' | 'double' | 'bool'
  about: string
  /** How a sentence names it: `the region`. */
  subject: string
  /** Where they are a closed list. A comparison with anything else can never hold. */
  values?: readonly string[]
}
/** One flat, closed list. Not to be asked by `in`: it has a prototype. */
export type FactTable = Readonly<Record<string, Fact>>

/** Bands as rules see them: a classifier that did not answer has one of its own. */
export const FACT_BANDS = [...BANDS, 'unavailable'] as const

/** What is known of a case whichever classifiers there are. */
export const BASE_FACTS = {
  reason: {
    type: 'string',
    about: "The platform's reason for the first report",
    subject: 'the reason given',
  },
  source: {
    type: 'string',
    about: 'Who reported: user, article16, trusted_flagger, ncii, proactive, legal',
    subject: 'the report’s source',
    values: REPORT_SOURCES,
  },
  region: { type: 'string', about: 'EU, UK, US or ROW', subject: 'the region', values: REGIONS },
  platform: { type: 'string', about: "The platform's id", subject: 'the platform' },
  kind: {
    type: 'string',
    about: 'direct or group',
    subject: 'the conversation',
    values: ConversationKind.options,
  },
  reports: {
    type: 'int',
    about: 'Open reports on this conversation',
    subject: 'the number of open reports',
  },
  messages: {
    type: 'int',
    about: 'Messages that the reports contain',
    subject: 'the number of messages',
  },
  reporterAge: {
    type: 'string',
    about: 'under_13, 13_15, 16_17, adult or unknown',
    subject: 'the reporter’s age',
    values: AGE_BANDS,
  },
  subjectAge: {
    type: 'string',
    about: 'under_13, 13_15, 16_17, adult or unknown',
    subject: 'the reported person’s age',
    values: AGE_BANDS,
  },
  minorInvolved: {
    type: 'bool',
    about: 'Reporter or subject is known to be under 18',
    subject: 'a minor is involved',
  },
  subjectCases: {
    type: 'int',
    about: 'Earlier cases on the same account in 90 days',
    subject: 'the number of earlier cases on the account',
  },
  plugin: {
    type: 'double',
    about: 'Highest score of a plug-in scorer, 0 to 1; 0 when none was asked, 1 when unavailable',
    subject: 'the plug-in score',
  },
  pluginBand: {
    type: 'string',
    about: 'none, low, review, urgent or unavailable',
    subject: 'the plug-in’s finding',
    values: ['none', ...FACT_BANDS],
  },
  scored: {
    type: 'bool',
    about: 'False when any classifier was unavailable',
    subject: 'every classifier answered',
  },
} as const satisfies FactTable

type ValueOf = { string: string; int: number; double: number; bool: boolean }
export type BaseFacts = {
  [Name in keyof typeof BASE_FACTS]: ValueOf[(typeof BASE_FACTS)[Name]['type']]
}
/** What a rule is evaluated on: the facts above, and a score and a band of each classifier. */
export type CaseFacts = BaseFacts & { readonly [fact: string]: string | number | boolean }

/**
 * Every fact that a condition may use in a build with these classifiers.
 *
 * @throws RangeError for a classifier that has the name of another fact.
 */
export function factTable(classifiers: readonly { name: string; label: string }[]): FactTable {
  const { plugin, pluginBand, scored, ...known } = BASE_FACTS
  const said = classifiers.flatMap(({ name, label }): [string, Fact][] => [
    [
      name,
      {
        type: 'double',
        about: `${label} score, 0 to 1; 1 when unavailable`,
        subject: `the ${label.toLowerCase()} score`,
      },
    ],
    [
      bandFact(name),
      {
        type: 'string',
        about: 'low, review, urgent or unavailable',
        subject: label.toLowerCase(),
        values: FACT_BANDS,
      },
    ],
  ])
  for (const [name] of said)
    if (Object.hasOwn(BASE_FACTS, name)) throw new RangeError(`the fact ${name} of a classifier is taken`)
  return { ...known, ...Object.fromEntries(said), plugin, pluginBand, scored }
}

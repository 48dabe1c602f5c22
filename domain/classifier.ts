import type { ActionCode, PolicyCode } from './decision'
import type { ClassifierContext, ClassifierConversation, Signal } from './signal'

/** What a decision says on a classifier's question: it was so, it was not, or nothing either way. */
export type Label = 0 | 1

/**
 * What everybody but the classifier itself needs to know of it. It stands in the classifier's own file; rules, the
 * console's pages, the reader's words, calibration and the workers draw it from the registry
 * (services/classify/registry.ts). Plain data: pages get parts of it as they are.
 */
export type ClassifierDescription = {
  /**
   * Stored with each signal, and a fact of rules (`spam`, beside its band `spamBand`): letters and digits. It never
   * changes: rows and published rules name it.
   */
  name: string
  /** As pages write it: `Spam`. */
  label: string
  /** Every stage and span code that it may return, and what that is called on screen, in lower case. */
  codes: Readonly<Record<string, string>>
  /** What its evidence mostly is: marked messages, or stages with the messages that made them. */
  evidence: 'messages' | 'stages'
  /**
   * What a decision by each policy says on its question. A decision cites one policy: one that lies near the
   * classifier's own does not say that the other was kept, so it teaches nothing (null).
   */
  policies: Readonly<Record<PolicyCode, Label | null>>
  /** Actions that say more than the policy that was cited. */
  actions?: Readonly<Partial<Record<ActionCode, Label>>>
  /** Files and folders of services/classify that decide its score beside the weights: its version names their digest. */
  sources?: readonly string[]
}
/** What pages need to draw a classifier. */
export type ClassifierWords = Pick<ClassifierDescription, 'name' | 'label' | 'codes'>

export type Classifier = ClassifierDescription & {
  /** Changes when weights, phrases or code do. */
  version: string
  /** Pure and synchronous. May throw: the caller turns that into `unavailable` without the error's message. */
  classify(conversation: ClassifierConversation, context?: ClassifierContext): Signal
}

const NAME = /^[a-z][A-Za-z0-9]{1,39}$/
const CODE = /^[a-z0-9_]{1,40}$/
/** Rules could not name a classifier that is called like a word of CEL. */
const RESERVED = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
)

/**
 * The classifiers of a build, in the order in which pages show them. That none has the name of another fact is seen
 * where facts are drawn up (facts.ts): a worker that only scores need not read what rules know.
 *
 * @throws RangeError for two of one name, a name that rules could not use, or a code that a signal could not carry.
 */
export function registryOf(classifiers: readonly Classifier[]): readonly Classifier[] {
  const taken = new Set<string>()
  for (const { name, codes } of classifiers) {
    if (!NAME.test(name) || RESERVED.has(name))
      throw new RangeError("a classifier's name is not a name of letters and digits")
    for (const fact of [name, bandFact(name)]) {
      if (taken.has(fact)) throw new RangeError(`the fact ${fact} of a classifier is taken`)
      taken.add(fact)
    }
    if (!Object.keys(codes).every((code) => CODE.test(code)))
      throw new RangeError(`the classifier ${name} has a code that a signal cannot carry`)
  }
  return classifiers
}

/** The fact that holds a classifier's band; its score is the fact of its name. */
export function bandFact(classifier: string): string {
  return `${classifier}Band`
}

/** @throws RangeError for a name that is in no registry: what is stored under it nobody would read. */
export function describedAs<T extends Pick<ClassifierDescription, 'name'>>(
  classifiers: readonly T[],
  name: string,
): T {
  const known = classifiers.find((one) => one.name === name)
  if (!known) throw new RangeError('there is no classifier of this name in the registry')
  return known
}

/** The parts that a page is given. */
export function wordsOf(classifiers: readonly ClassifierWords[]): ClassifierWords[] {
  return classifiers.map(({ name, label, codes }) => ({ name, label, codes }))
}

/** @returns null when the decision says nothing on the classifier's question. */
export function labelOf(
  { policies, actions }: Pick<ClassifierDescription, 'policies' | 'actions'>,
  policy: string,
  action: string,
): Label | null {
  return actions?.[action as ActionCode] ?? policies[policy as PolicyCode] ?? null
}

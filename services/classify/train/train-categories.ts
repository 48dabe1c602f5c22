import { readGroupsAlike } from '../harassment/groups'
import {
  CATEGORIES,
  CATEGORY_BUCKETS,
  type Category,
  type CategoryFile,
  categoryFeatures,
  packCategories,
} from '../linear/category-model'
import { FeatureHasher } from '../linear/features'
import { tokenise } from '../text/tokenise'
import type { Row } from './corpora'
import { type SparseRows, trainLogistic } from './logistic'
import type { Prepared } from './prepare'

const AUTHORED: Record<string, Category> = {
  insult: 'insult',
  gaming_insult: 'insult',
  insult_bot: 'insult',
  exclusion: 'insult',
  threat: 'threat',
  identity: 'identity_attack',
  identity_attack: 'identity_attack',
  sexual_harassment: 'sexual_harassment',
  doxxing: 'doxxing',
  self_harm_urging: 'self_harm_urging',
}
/** Labels of corpora that say what was done; the others only say that it was bad. */
const LABELLED: Record<string, Record<string, Category>> = {
  toxic_spans: { insult: 'insult', identity_attack: 'identity_attack', threat: 'threat' },
  convabuse: { intellectual: 'insult', sex_harassment: 'sexual_harassment', racist: 'identity_attack' },
  davidson: { hate: 'identity_attack' },
  stormfront: { hate: 'identity_attack' },
  hatemoji: {
    derogation: 'identity_attack',
    dehumanizinglanguage: 'identity_attack',
    threateninglanguage: 'threat',
  },
  edos: {
    'sexism: descriptive attacks': 'identity_attack',
    'sexism: immutable gender differences and gender stereotypes': 'identity_attack',
    'sexism: threats of harm': 'threat',
  },
  ms_chitchat: { insult_appearance: 'insult', insult_worth: 'insult' },
  jigsaw_templates: { you_are_adj: 'insult' },
}
/** Of corpora; pairs come each with its like. */
const MOST_OF_ONE_LABEL = 600
const OPTIONS = { epochs: 12, rate: 0.2, l2: 2e-3, seed: 20261122, buckets: CATEGORY_BUCKETS }

/** What a row of abuse does, where its source says so; corpora join several labels by a plus. */
export function categoriesOf({ source, category, label }: Row): Category[] {
  if (label === 0) return []
  const names = source.startsWith('authored_') ? AUTHORED : LABELLED[source]
  return [...new Set(category.split('+').flatMap((one) => names?.[one] ?? []))]
}

type Labelled = { row: Row; categories: Category[] }

/**
 * One against the others, on the training fold; every category weighs the same, whatever there is of it.
 *
 * @param without sources that are left out.
 */
export function trainCategories(
  { rows, folds, words }: Prepared,
  without: ReadonlySet<string> = new Set(),
): CategoryFile {
  const use: Labelled[] = []
  const counts = new Map<string, number>()
  rows.forEach((row, i) => {
    const categories = folds[i] === 'train' && !without.has(row.source) ? categoriesOf(row) : []
    if (categories.length === 0) return
    const key = `${row.source}\n${row.category}`
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    if (row.source === 'authored_pairs' || count <= MOST_OF_ONE_LABEL) use.push({ row, categories })
  })
  const features = featuresOf(use, new FeatureHasher(words.abuse), words)
  const order = Int32Array.from(use.keys())
  const fitted = CATEGORIES.map((category) => {
    const labels = Uint8Array.from(use, (one) => Number(one.categories.includes(category)))
    return trainLogistic(features, labels, weightsOf(use, category), order, OPTIONS)
  })
  return packCategories(
    fitted.map(({ weights }) => weights),
    fitted.map(({ bias }) => bias),
  )
}

function featuresOf(use: readonly Labelled[], hasher: FeatureHasher, words: Prepared['words']): SparseRows {
  const sets = use.map(({ row }) => {
    const tokens = readGroupsAlike(tokenise(row.text, words))
    return categoryFeatures(hasher.hash(tokens, 0, tokens.length, row.text))
  })
  const offsets = new Int32Array(use.length + 1)
  sets.forEach((set, i) => {
    offsets[i + 1] = offsets[i]! + set.length
  })
  const buckets = new Int32Array(offsets[use.length]!)
  sets.forEach((set, i) => {
    buckets.set(set, offsets[i]!)
  })
  return { offsets, buckets }
}

/** Half of the mass on the category, the other half shared alike by the others; pairs count three times. */
function weightsOf(use: readonly Labelled[], category: Category): Float64Array {
  const raw = use.map(({ row }) => (row.source === 'authored_pairs' ? 3 : 1))
  // A row of several counts as the one that is asked about, or else as its first.
  const counted = use.map(({ categories }) => (categories.includes(category) ? category : categories[0]!))
  const sums = new Map<Category, number>()
  counted.forEach((one, i) => {
    sums.set(one, (sums.get(one) ?? 0) + raw[i]!)
  })
  return Float64Array.from(counted, (one, i) => {
    const share = one === category ? 0.5 : 0.5 / Math.max(1, sums.size - 1)
    return (use.length * share * raw[i]!) / sums.get(one)!
  })
}

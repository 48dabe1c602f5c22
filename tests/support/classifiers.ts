import { type Classifier, describedAs } from '#domain/classifier'
import { CLASSIFIERS } from '#services/classify/registry'

/** A classifier of this build's registry that says something else: what pages and rules know of it stays. */
export function classifierSaying(
  name: string,
  version: string,
  classify: Classifier['classify'],
): Classifier {
  return { ...describedAs(CLASSIFIERS, name), version, classify }
}

import type { Classifier } from '#domain/signal'
import { grooming } from './grooming'
import { harassment } from './harassment'

/** Every classifier that a conversation goes through. Adding one is a file and a line here. */
export const CLASSIFIERS: Classifier[] = [harassment, grooming]

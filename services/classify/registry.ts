import { registryOf } from '#domain/classifier'
import { grooming } from './grooming'
import { harassment } from './harassment'

/**
 * Every classifier that a conversation goes through, in the order in which pages show them. Adding one is a file and a
 * line here; ARCHITECTURE.md says how.
 */
export const CLASSIFIERS = registryOf([grooming, harassment])

import type { Classifier } from '#domain/classifier'

/**
 * Further versions of the registry's classifiers that this build can run beside them: a new version is tried here, in
 * shadow on one platform, before two admins put it in force there. It leaves this list when it becomes the registry's.
 */
export const CANDIDATES: Classifier[] = []

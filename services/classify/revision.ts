import revisions from './weights/revision.json'

/**
 * A classifier's version: the digest of its weights, then that of its code and word lists, so that a changed phrase
 * is another version as much as changed weights are. The code's digest is kept in a file, which `npm run train`
 * writes and a test compares with the sources, because a bundle no longer has them.
 */
export function versionOf(name: string, weights: string): string {
  return `${weights}.${(revisions as Record<string, string>)[name] ?? 'unrevised'}`
}

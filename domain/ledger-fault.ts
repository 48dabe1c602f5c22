/** What a verifier can find wrong with a ledger. */
export const PROBLEMS = {
  bad_checkpoint: 'a checkpoint cannot be read',
  bad_checkpoint_signature: 'a checkpoint was not signed by the ledger’s key',
  other_origin: 'a checkpoint speaks of another ledger',
  no_quorum: 'the checkpoint lacks the cosignatures that the policy asks for',
  entry_missing: 'an entry is missing',
  entry_changed: 'the bytes of an entry are not those that were hashed',
  entry_not_canonical: 'an entry is not canonical JSON of a known kind',
  bundle_too_long: 'a bundle of entries goes on after its last entry',
  tile_missing: 'a tile is missing or not of its length',
  tile_changed: 'a hash in a tile is not that of its entries',
  root_differs: 'the entries do not give the stored root',
  checkpoint_differs: 'the entries do not give the root of a signed checkpoint',
  shorter_than_checkpoint: 'the ledger is shorter than a checkpoint that was signed',
  other_previous: 'the first entry does not name the ledger that went before',
} as const
export type Problem = keyof typeof PROBLEMS

/**
 * `index` is the first entry that is known to be wrong. Where a hash cannot tell one entry from another, the wrong
 * one lies between `index` and `to`. `tile` is the path of the tile that is wrong itself.
 */
export type Fault = { problem: Problem; index: number; to?: number; tile?: string }

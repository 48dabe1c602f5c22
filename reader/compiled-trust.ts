import type { Trust } from '#domain/trust'

/** What of the trust file is compiled into the bundle: public keys and the one origin it talks to. */
export type CompiledTrust = Pick<
  Trust,
  | 'mode'
  | 'ledgerOrigin'
  | 'ledgerVkey'
  | 'ledgerOtherVkeys'
  | 'ledgerPolicy'
  | 'regionIdentities'
  | 'consoleOrigin'
>

declare const COMPILED_TRUST: CompiledTrust

/** Replaced by `reader/build.ts`, so that changing a pinned key changes the file's hash in the ledger. */
export const trust: CompiledTrust = COMPILED_TRUST

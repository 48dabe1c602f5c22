import { findLedger } from '#lib/trial-ledger'
import { runVerify } from '#services/ledger/verify-cli'

/** `npm run ledger:verify`: see USAGE in services/ledger/verify-cli.ts. */
process.exitCode = await runVerify(process.argv.slice(2), findLedger(), (line) => console.log(line))

/** What every process may know of the machine. */
const PASSED_ON = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'LOG_LEVEL', 'NODE_EXTRA_CA_CERTS']

/** Each process and the variables that it gets, as lib/env.ts names them: nobody holds another's secret. */
const VARIABLES = {
  keyd: [
    ...[
      'KEYD_DATABASE_URL',
      'KEYD_SOCKET',
      'KEYD_HOME',
      'TRUST_FILE',
      'READER_DIR',
      'KEYD_PROVIDER_CACHE',
      'KEYD_PLUGIN_DESTINATIONS',
      'LEDGER_DIR',
    ],
    'KEYD_ALLOW_VOLATILE_STORE',
  ],
  witness: ['WITNESS_HOME', 'WITNESS_NAME', 'WITNESS_HOST', 'WITNESS_PORT', 'WITNESS_LOGS'],
  relay: ['RELAY_HOST', 'RELAY_PORT', 'KEYD_SOCKET', 'READER_DIR', 'LEDGER_DIR', 'CONSOLE_ORIGIN'],
  intake: ['INTAKE_DATABASE_URL', 'INTAKE_SOCKET', 'INTAKE_HOME', 'INTAKE_RATE_PER_SECOND', 'TRUST_FILE'],
  worker: [
    ...['WORKER_DATABASE_URL', 'REDIS_URL', 'KEYD_SOCKET', 'WORKER_NAME', 'WORKER_KEY_FILE', 'TRUST_FILE'],
    ...['CONSOLE_SECRET_KEY', 'WEBHOOK_ALLOW', 'PLUGIN_ALLOW', 'PLUGIN_DESTINATIONS', 'WORKER_SOCKET'],
  ],
  console: [
    ...[
      'CONSOLE_DATABASE_URL',
      'REDIS_URL',
      'KEYD_SOCKET',
      'INTAKE_SOCKET',
      'WORKER_SOCKET',
      'READER_ORIGIN',
    ],
    ...['NEXTAUTH_URL', 'NEXTAUTH_SECRET', 'CONSOLE_SECRET_KEY', 'CONSOLE_PORT', 'TRUST_FILE'],
  ],
  frontdoor: [
    ...['PORT', 'HOST', 'CONSOLE_PORT', 'CONSOLE_ORIGIN', 'INTAKE_SOCKET', 'KEYD_SOCKET', 'WORKER_SOCKET'],
    ...['RELAY_PORT', 'METRICS_TOKEN', 'TRUST_FORWARDED'],
  ],
}

/** In the order of their start; the front door opens last. */
export const PROCESSES = Object.keys(VARIABLES)

/** Those that one installation starts: a witness belongs to others, so only a trial brings its own. */
export function processesOf(values) {
  return PROCESSES.filter((name) => name !== 'witness' || values.COUNTERSIGN_MODE === 'trial')
}

function pick(names, values) {
  return Object.fromEntries(
    names.filter((name) => values[name] !== undefined).map((name) => [name, String(values[name])]),
  )
}

/** The whole environment of one process, out of everything that the start knows. */
export function environmentOf(name, values) {
  return {
    ...pick(PASSED_ON, process.env),
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    ...pick(['COUNTERSIGN_MODE', ...VARIABLES[name]], values),
  }
}

/** Variables without which a process does not start, for a production start to name. */
export const REQUIRED = [
  ...['DATABASE_URL', 'REDIS_URL', 'KEYD_DATABASE_URL', 'INTAKE_DATABASE_URL', 'WORKER_DATABASE_URL'],
  ...['CONSOLE_DATABASE_URL', 'KEYD_HOME', 'INTAKE_HOME', 'WORKER_NAME', 'WORKER_KEY_FILE', 'TRUST_FILE'],
  ...['CONSOLE_ORIGIN', 'READER_ORIGIN', 'NEXTAUTH_SECRET', 'CONSOLE_SECRET_KEY'],
]

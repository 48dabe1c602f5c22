import { z } from 'zod'
import { Destination } from '#domain/entry-fields'

/**
 * The environment, read once and by process: each names exactly what it needs, so that a process cannot come to
 * hold another's secret by accident. `scripts/start.mjs` fills all of it for a trial; in production the operator
 * does (see README).
 */
const Mode = z.enum(['trial', 'production'])
const common = {
  COUNTERSIGN_MODE: Mode,
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
}
/** JSON with public keys only: domain/trust.ts. */
const TRUST_FILE = z.string().min(1)

export const INTAKE_ENV = z.object({
  ...common,
  INTAKE_DATABASE_URL: z.string().min(1),
  /** Unix socket that intake listens on. */
  INTAKE_SOCKET: z.string().min(1),
  /** PEM of intake's Ed25519 signing key, and 32 bytes for the HMAC of idempotent bodies beside it. */
  INTAKE_HOME: z.string().min(1),
  /** Requests a second that one API key may send to this process. */
  INTAKE_RATE_PER_SECOND: z.coerce.number().int().min(1).default(2_000),
  TRUST_FILE,
})

export const KEYD_ENV = z.object({
  ...common,
  KEYD_DATABASE_URL: z.string().min(1),
  KEYD_SOCKET: z.string().min(1),
  /** Directory, 0700: root key, ledger signing key, region identity keys, epoch-key store, enrolled staff. */
  KEYD_HOME: z.string().min(1),
  TRUST_FILE,
  /** How many seconds unwrapped epoch keys serve while the root key's provider does not answer. */
  KEYD_PROVIDER_CACHE: z.coerce.number().int().min(1).max(86_400).default(3_600),
  /**
   * Codes of plug-in scorers, comma separated, that text may be released for. Unsaid, a trial releases for any code and
   * production for none.
   */
  KEYD_PLUGIN_DESTINATIONS: z
    .string()
    .transform((text) => text.split(',').flatMap((code) => code.trim() || []))
    .pipe(z.array(Destination))
    .optional(),
  /** The reader's files, hashed into the `start` entry. */
  READER_DIR: z.string().min(1),
  /** Where the ledger's tiles and checkpoint are published; KEYD_HOME/public when it is not said. */
  LEDGER_DIR: z.string().min(1).optional(),
  /** `1` serves from a PostgreSQL with fsync off, for tests: a trial's only. */
  KEYD_ALLOW_VOLATILE_STORE: z.enum(['0', '1']).default('0'),
})

export const RELAY_ENV = z.object({
  ...common,
  RELAY_HOST: z.string().default('127.0.0.1'),
  RELAY_PORT: z.coerce.number().int(),
  KEYD_SOCKET: z.string().min(1),
  READER_DIR: z.string().min(1),
  /** The ledger's tiles and checkpoint, served to whoever verifies. */
  LEDGER_DIR: z.string().min(1).optional(),
  /** The only origin that may frame the reader. */
  CONSOLE_ORIGIN: z.url(),
})

export const WITNESS_ENV = z.object({
  ...common,
  /** Directory, 0700: the witness's key and the largest size that it has cosigned of each ledger. */
  WITNESS_HOME: z.string().min(1),
  /** The name in its cosignatures: an address without its scheme is usual. */
  WITNESS_NAME: z.string().min(1),
  WITNESS_HOST: z.string().default('127.0.0.1'),
  WITNESS_PORT: z.coerce.number().int(),
  /** C2SP tlog-policy whose `log <vkey>` lines name the ledgers that it watches. */
  WITNESS_LOGS: z.string().min(1),
})

export const WORKER_ENV = z.object({
  ...common,
  WORKER_DATABASE_URL: z.string().min(1),
  REDIS_URL: z.string().min(1),
  KEYD_SOCKET: z.string().min(1),
  WORKER_NAME: z.string().regex(/^[a-z0-9-]{1,40}$/),
  /** PEM of the worker's Ed25519 identity. */
  WORKER_KEY_FILE: z.string().min(1),
  TRUST_FILE,
  /** 32 bytes, base64url: opens webhook signing secrets. */
  CONSOLE_SECRET_KEY: z.string().length(43),
  /** host:port pairs, comma separated, that webhooks may reach although they are private. Trials only. */
  WEBHOOK_ALLOW: z.string().default(''),
  /** host:port pairs, comma separated, that a plug-in scorer may stand at without TLS or inside a network. Trials only. */
  PLUGIN_ALLOW: z.string().default(''),
  /** code=https://host pairs, comma separated: where plug-in scorers may stand. What is not named here gets no text. */
  PLUGIN_DESTINATIONS: z.string().default(''),
  /** Unix socket for health and metrics. */
  WORKER_SOCKET: z.string().min(1),
})

export const CONSOLE_ENV = z.object({
  ...common,
  CONSOLE_DATABASE_URL: z.string().min(1),
  REDIS_URL: z.string().min(1),
  KEYD_SOCKET: z.string().min(1),
  INTAKE_SOCKET: z.string().min(1),
  WORKER_SOCKET: z.string().min(1),
  READER_ORIGIN: z.url(),
  NEXTAUTH_URL: z.url(),
  NEXTAUTH_SECRET: z.string().min(32),
  CONSOLE_SECRET_KEY: z.string().length(43),
  TRUST_FILE,
})

/** What the process needs besides; `next dev` does not. */
export const CONSOLE_PROCESS_ENV = CONSOLE_ENV.extend({
  CONSOLE_PORT: z.coerce.number().int(),
  CONSOLE_HOST: z.string().default('127.0.0.1'),
})

export const FRONTDOOR_ENV = z.object({
  ...common,
  PORT: z.coerce.number().int(),
  HOST: z.string().default('127.0.0.1'),
  CONSOLE_PORT: z.coerce.number().int(),
  CONSOLE_ORIGIN: z.url(),
  INTAKE_SOCKET: z.string().min(1),
  /** Where /metrics is gathered from, beside intake. */
  KEYD_SOCKET: z.string().min(1).optional(),
  WORKER_SOCKET: z.string().min(1).optional(),
  RELAY_PORT: z.coerce.number().int().optional(),
  /** Bearer token for /metrics. Without it a trial answers everyone on its address, and production nobody. */
  METRICS_TOKEN: z.string().min(20).optional(),
  /** `1` when a load balancer in front sets X-Forwarded-For and -Proto. */
  TRUST_FORWARDED: z.enum(['0', '1']).default('0'),
})

/** A start that must not go on. Its message is written for the operator and holds no value, so it may be shown. */
export class StartRefused extends Error {
  override readonly name: string = 'StartRefused'
}

/** Names each missing or wrong variable. */
export class EnvironmentError extends StartRefused {
  override readonly name = 'EnvironmentError'
  constructor(problems: string[]) {
    super(`The environment is not complete:\n  ${problems.join('\n  ')}`)
  }
}

/** @throws EnvironmentError */
export function readEnv<T extends z.ZodType>(schema: T, source: NodeJS.ProcessEnv = process.env): z.infer<T> {
  const result = schema.safeParse(source)
  if (result.success) return result.data
  const problems = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new EnvironmentError(problems)
}

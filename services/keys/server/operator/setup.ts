import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { toBase64Url } from '#domain/bytes'
import type { Role } from '#domain/permission'
import { formatReadingCode, READING_CODE_RANDOM_BYTES } from '#domain/reading-code'
import { REGIONS, type Region } from '#domain/region'
import { Trust } from '#domain/trust'
import { generatePrivatePem, rawPublicKey, vkeyOf } from '#lib/ed25519'
import { p256RawPublic } from '#lib/hpke'
import { trialCredential } from '../../trial-credential'
import { EnrolledStaff } from '../people/enrolled-staff'
import { ensurePrivateFile, privateDirectory, writePrivateFile } from '../secrets/key-files'

export type SetupOptions = {
  /** Default parent of the homes below. */
  stateDir?: string
  keydHome?: string
  intakeHome?: string
  workerHome?: string
  trustFile?: string
  mode: 'trial' | 'production'
  consoleOrigin: string
  readerOrigin: string
  /** The trial's sample staff; must be empty in production, where people enrol passkeys. */
  staff: readonly { id: string; roles: Role[]; regions: Region[] }[]
  workerNames: readonly string[]
  /** Reading codes that the caller has kept from an earlier run, by person id. */
  readingCodes?: Readonly<Record<string, string>>
}

export type SetupPaths = ReturnType<typeof setupPaths>

/** Where each process finds its keys. */
export function setupPaths(
  options: Pick<SetupOptions, 'stateDir' | 'keydHome' | 'intakeHome' | 'workerHome' | 'trustFile'>,
) {
  const at = (given: string | undefined, name: string): string => {
    if (given !== undefined) return given
    if (options.stateDir === undefined) throw new Error(`setup needs stateDir, or a path for ${name}`)
    return path.join(options.stateDir, name)
  }
  const keydHome = at(options.keydHome, 'keyd')
  const intakeHome = at(options.intakeHome, 'intake')
  const workerHome = at(options.workerHome, 'worker')
  return {
    keydHome,
    intakeHome,
    workerHome,
    trustFile: at(options.trustFile, 'trust.json'),
    rootKey: path.join(keydHome, 'root.key'),
    ledgerKey: path.join(keydHome, 'ledger.pem'),
    regionKey: (region: Region) => path.join(keydHome, `region-${region}.pem`),
    staffFile: path.join(keydHome, 'staff.json'),
    intakeKey: path.join(intakeHome, 'signing.pem'),
    idempotencyKey: path.join(intakeHome, 'idempotency.key'),
    frankingKey: path.join(intakeHome, 'franking.pem'),
    workerKey: (name: string) => path.join(workerHome, `${name}.pem`),
  }
}

/**
 * Makes every key that does not exist yet, and the files of public keys. Run it as often as you like: a key that
 * exists is kept, trust.json and staff.json follow the options.
 *
 *   keydHome/   root.key (32 raw bytes), ledger.pem, region-<R>.pem (Ed25519, PKCS #8), staff.json
 *   intakeHome/ signing.pem (Ed25519), idempotency.key (32 raw bytes), franking.pem (P-256, PKCS #8)
 *   workerHome/ <name>.pem (Ed25519)
 *   trustFile   public keys only (domain/trust.ts)
 *
 * Reading codes: setup keeps only public keys, so a code that the caller lost cannot be shown again. The caller
 * hands in what it kept (`readingCodes`) and stores what comes back. A person without a code gets a new one,
 * which replaces the old credential.
 *
 * @returns the codes of all staff, and the paths. @throws Error in production when staff are given.
 */
export async function setupKeys(
  options: SetupOptions,
): Promise<{ staffCodes: Record<string, string>; paths: SetupPaths; trust: Trust }> {
  if (options.mode === 'production' && options.staff.length > 0)
    throw new Error('production refuses trial staff: enrol people with passkeys')
  const paths = setupPaths(options)
  for (const home of [paths.keydHome, paths.intakeHome, paths.workerHome]) await privateDirectory(home)
  await privateDirectory(path.dirname(paths.trustFile))

  await ensurePrivateFile(paths.rootKey, () => randomBytes(32))
  await ensurePrivateFile(paths.idempotencyKey, () => randomBytes(32))
  const ledgerKey = await ensurePublicKey(paths.ledgerKey)
  const regionIdentities = {} as Record<Region, string>
  for (const region of REGIONS)
    regionIdentities[region] = toBase64Url(await ensurePublicKey(paths.regionKey(region)))
  const intakeKey = await ensurePublicKey(paths.intakeKey)
  const frankingKey = await ensurePrivateFile(paths.frankingKey, generateP256Pem)
  const workers: Trust['workers'] = []
  for (const name of options.workerNames)
    workers.push({ name, publicKey: toBase64Url(await ensurePublicKey(paths.workerKey(name))) })

  const { staffCodes, enrolled } = await enrolStaff(options)
  await writeIfChanged(paths.staffFile, EnrolledStaff.parse(enrolled))

  const ledger = await ledgerNames(paths.trustFile, ledgerKey)
  const trust = Trust.parse({
    mode: options.mode,
    ...ledger,
    regionIdentities,
    intakeKeys: [toBase64Url(intakeKey)],
    frankingRecipient: toBase64Url(p256RawPublic(createPrivateKey(frankingKey))),
    workers,
    consoleOrigin: options.consoleOrigin,
    readerOrigin: options.readerOrigin,
  })
  await writeIfChanged(paths.trustFile, trust)
  return { staffCodes, paths, trust }
}

function generateP256Pem(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return privateKey.export({ format: 'pem', type: 'pkcs8' }) as string
}

/**
 * The ledger's origin and verifier keys. A trust file that knows the key already is kept: a ledger whose key was
 * rotated keeps its origin, and goes on naming its other keys. A new ledger is named by its key's first bytes, so that
 * two trials never share an origin.
 */
async function ledgerNames(
  trustFile: string,
  ledgerKey: Buffer,
): Promise<Pick<Trust, 'ledgerOrigin' | 'ledgerVkey' | 'ledgerOtherVkeys' | 'ledgerPolicy'>> {
  const text = await readFile(trustFile, 'utf8').catch(() => undefined)
  const known = text === undefined ? undefined : Trust.safeParse(JSON.parse(text)).data
  if (known) {
    const { ledgerOrigin, ledgerVkey, ledgerOtherVkeys, ledgerPolicy } = known
    const { vkey } = vkeyOf(ledgerOrigin, ledgerKey)
    if ([ledgerVkey, ...(ledgerOtherVkeys ?? [])].includes(vkey))
      return {
        ...{ ledgerOrigin, ledgerVkey },
        ...(ledgerOtherVkeys === undefined ? {} : { ledgerOtherVkeys }),
        ...(ledgerPolicy === undefined ? {} : { ledgerPolicy }),
      }
  }
  const ledgerOrigin = `countersign/ledger/${ledgerKey.subarray(0, 6).toString('hex')}`
  return { ledgerOrigin, ledgerVkey: vkeyOf(ledgerOrigin, ledgerKey).vkey }
}

async function ensurePublicKey(file: string): Promise<Buffer> {
  return rawPublicKey(createPrivateKey(await ensurePrivateFile(file, generatePrivatePem)))
}

async function enrolStaff(options: SetupOptions) {
  const staffCodes: Record<string, string> = {}
  const enrolled = await Promise.all(
    options.staff.map(async ({ id, roles, regions }) => {
      const code = options.readingCodes?.[id] ?? formatReadingCode(randomBytes(READING_CODE_RANDOM_BYTES))
      staffCodes[id] = code
      const credential = await trialCredential(code, id)
      return { personId: id, roles, regions, trialPublicKey: toBase64Url(rawPublicKey(credential)) }
    }),
  )
  return { staffCodes, enrolled }
}

async function writeIfChanged(file: string, value: unknown): Promise<void> {
  const text = `${JSON.stringify(value, null, 2)}\n`
  const old = await readFile(file, 'utf8').catch(() => undefined)
  if (old !== text) await writePrivateFile(file, text)
}

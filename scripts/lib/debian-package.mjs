import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Debian's name for this machine's library directory. */
export const LIBRARY_TRIPLET = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu'

/**
 * Downloads a Debian package with what this system lacks of its dependencies, and unpacks all of it below
 * `<directory>/root`: nothing is installed and no root is needed.
 * @param options.status a dpkg status file to resolve against, this system's by default.
 * @returns {{root: string} | {reason: string}} why it could not be had, in words for a sentence.
 */
export function unpackDebianPackage(directory, packages, { status } = {}) {
  const root = path.join(directory, 'root')
  const done = path.join(directory, 'complete')
  if (existsSync(done)) return { root }
  for (const tool of ['apt-get', 'dpkg-deb'])
    if (spawnSync(tool, ['--version'], { stdio: 'ignore' }).status !== 0)
      return { reason: `there is no ${tool}` }

  const work = path.join(directory, 'work')
  rmSync(work, { recursive: true, force: true })
  rmSync(root, { recursive: true, force: true })
  for (const part of ['lists/partial', 'cache/archives/partial', 'packages'])
    mkdirSync(path.join(work, part), { recursive: true })
  const settings = [`Dir::State::Lists=${work}/lists`, `Dir::Cache=${work}/cache`, 'Debug::NoLocking=1']
  // Root's apt drops to an account that may not enter the state directory.
  settings.push('APT::Sandbox::User=')
  if (status) settings.push(`Dir::State::status=${status}`)
  const apt = (...args) => {
    const options = ['-qq', ...settings.flatMap((line) => ['-o', line])]
    const result = spawnSync('apt-get', [...options, ...args], {
      cwd: path.join(work, 'packages'),
      encoding: 'utf8',
      maxBuffer: 16 << 20,
    })
    return result.status === 0 ? result.stdout : undefined
  }
  try {
    if (apt('update') === undefined) return { reason: 'Debian’s package list could not be downloaded' }
    // Reinstall: the package may be known to this system and its program be gone or out of reach all the same.
    const plan = apt('--print-uris', '-y', '--no-install-recommends', '--reinstall', 'install', ...packages)
    const names = [...(plan ?? '').matchAll(/^'[^']+' ([^_]+)_/gm)].map((match) => match[1])
    if (names.length === 0) return { reason: `Debian has no package ${packages.join(', ')} for this system` }
    if (apt('download', ...names) === undefined)
      return { reason: 'Debian’s packages could not be downloaded' }
    for (const file of readdirSync(path.join(work, 'packages'))) {
      const unpacked = spawnSync('dpkg-deb', ['-x', path.join(work, 'packages', file), root])
      if (unpacked.status !== 0) return { reason: `the package ${file.split('_')[0]} could not be unpacked` }
    }
    writeFileSync(done, `${names.join('\n')}\n`)
    return { root }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** LD_LIBRARY_PATH for a program of an unpacked package. */
export function libraryPath(root, extra = []) {
  const places = [`usr/lib/${LIBRARY_TRIPLET}`, `lib/${LIBRARY_TRIPLET}`, 'usr/lib', ...extra]
  return places
    .map((place) => path.join(root, place))
    .filter((place) => existsSync(place))
    .join(':')
}

/** The first of these programs on PATH. */
export function onPath(...names) {
  for (const name of names)
    for (const directory of (process.env.PATH ?? '').split(':')) {
      const file = path.join(directory, name)
      if (directory !== '' && existsSync(file)) return file
    }
  return undefined
}

import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { libraryPath, onPath, unpackDebianPackage } from './debian-package.mjs'
import { StartProblem } from './start-problem.mjs'
import { isRoot } from './state-directory.mjs'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const FONTS = ['fonts-dejavu-core', 'fonts-noto-core']

/** Fontconfig's configuration for unpacked fonts beside the system's own. */
function fontsFile(directory, root) {
  const cache = path.join(directory, 'font-cache')
  mkdirSync(cache, { recursive: true })
  const file = path.join(directory, 'fonts.conf')
  const places = ['/usr/share/fonts', '/usr/local/share/fonts', path.join(root, 'usr/share/fonts')]
  writeFileSync(
    file,
    `<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n<fontconfig>
${places.map((place) => `  <dir>${place}</dir>`).join('\n')}
  <cachedir>${cache}</cachedir>
</fontconfig>\n`,
  )
  return file
}

/**
 * A Chromium to drive: CHROMIUM, else on PATH, else Debian's package unpacked without root below `state`.
 * @param options.status a dpkg status file to resolve against, this system's by default.
 * @returns {{executablePath: string, args: string[], env: Record<string, string>, from: string}} for Playwright's launch
 */
export function findChromium(state, { status } = {}) {
  // Chromium's own sandbox needs an ordinary account; root's tests open only pages of ours.
  const args = isRoot ? ['--no-sandbox'] : []
  if (process.env.CHROMIUM) return { executablePath: process.env.CHROMIUM, args, env: {}, from: 'CHROMIUM' }
  const found = status === undefined ? onPath(...NAMES) : undefined
  if (found) return { executablePath: found, args, env: {}, from: found }

  const directory = path.join(state, 'chromium')
  const unpacked = unpackDebianPackage(directory, ['chromium', 'chromium-common', ...FONTS], { status })
  if ('reason' in unpacked)
    throw new StartProblem(
      `No Chromium was found and ${unpacked.reason}. Set CHROMIUM to one, or install it (for example: apt-get install chromium).`,
    )
  const { root } = unpacked
  return {
    executablePath: path.join(root, 'usr/lib/chromium/chromium'),
    // An unpacked program has no setuid helper, and some systems keep ordinary accounts from making namespaces.
    args: ['--no-sandbox'],
    env: { LD_LIBRARY_PATH: libraryPath(root), FONTCONFIG_FILE: fontsFile(directory, root) },
    from: 'Debian’s package, unpacked',
  }
}

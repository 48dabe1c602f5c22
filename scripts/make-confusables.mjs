/**
 * Writes services/classify/text/confusables.json: which characters look like which ASCII letters.
 *
 *   node scripts/make-confusables.mjs FILE
 *
 * FILE is Unicode's security/confusables.txt (UTS #39), or the same table as JSON {"source": "target"}. Kept are
 * the sources outside ASCII whose target is one or two ASCII letters or digits; the form is one string of sources
 * per target, which loads in a millisecond.
 */
import { readFileSync, writeFileSync } from 'node:fs'

const file = process.argv[2]
if (!file) throw new Error('usage: node scripts/make-confusables.mjs confusables.txt|confusables.json')
const raw = readFileSync(file, 'utf8')

/** Letters that Unicode does not call confusable but that people write with: enclosed, turned, small capitals. */
const EXTRA = {
  a: 'ɐᴀᗩ',
  b: 'ʙᗷ',
  c: 'ᴄɔᑕ',
  d: 'ᴅᗪ',
  e: 'ǝᴇɛᗴ',
  f: 'ɟꜰ',
  g: 'ɢᘜ',
  h: 'ɥʜ',
  i: 'ɪᴉ',
  j: 'ᴊɾ',
  k: 'ʞᴋ',
  l: 'ʟ',
  m: 'ɯᴍ',
  n: 'ɴᑎ',
  o: 'ᴏ',
  p: 'ᴘᑭ',
  r: 'ɹʀᖇ',
  s: 'ꜱ',
  t: 'ʇᴛ',
  u: 'ᴜᑌ',
  v: 'ʌᴠ',
  w: 'ʍᴡ',
  y: 'ʎʏ',
  z: 'ᴢ',
}

const pairs = raw.trimStart().startsWith('{')
  ? Object.entries(JSON.parse(raw))
  : raw
      .split('\n')
      .filter((line) => /^[0-9A-F]/.test(line))
      .map((line) =>
        line
          .split(';')
          .slice(0, 2)
          .map((hexes) =>
            String.fromCodePoint(
              ...hexes
                .trim()
                .split(/\s+/)
                .map((hex) => Number.parseInt(hex, 16)),
            ),
          ),
      )

const table = {}
const seen = new Set()
function add(source, target) {
  if ([...source].length !== 1 || source.codePointAt(0) < 0x80 || seen.has(source)) return
  const letters = target.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  if (!/^[a-z0-9]{1,2}$/.test(letters)) return
  // What compatibility decomposition already folds needs no entry.
  if (source.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase() === letters) return
  seen.add(source)
  table[letters] = (table[letters] ?? '') + source
}
for (const [letter, sources] of Object.entries(EXTRA)) for (const source of sources) add(source, letter)
for (let i = 0; i < 26; i++) {
  const letter = String.fromCharCode(97 + i)
  for (const base of [0x1f130, 0x1f150, 0x1f170, 0x1f1e6]) add(String.fromCodePoint(base + i), letter)
}
for (const [source, target] of pairs) add(source, target)

const sorted = Object.fromEntries(Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync(
  new URL('../services/classify/text/confusables.json', import.meta.url),
  `${JSON.stringify(sorted, null, 1)}\n`,
)

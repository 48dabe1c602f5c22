import { randomInt } from 'node:crypto'

/** Without letters and digits that people confuse when they read aloud: 31 signs, 4.95 bits each. */
const SIGNS = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Four groups of five signs: 99 bits. Shown once to the admin; only its Argon2id hash is kept. */
export function initialPassword(): string {
  const group = () => Array.from({ length: 5 }, () => SIGNS[randomInt(SIGNS.length)]).join('')
  return [group(), group(), group(), group()].join('-')
}

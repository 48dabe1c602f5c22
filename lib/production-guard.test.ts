import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { refuseTrialLeftovers, weakness } from './production-guard'

const good = () => randomBytes(32).toString('base64url')

test('takes fresh secrets and https origins', () => {
  const secrets = { NEXTAUTH_SECRET: good(), CONSOLE_SECRET_KEY: good() }
  expect(() =>
    refuseTrialLeftovers({
      secrets,
      origins: { NEXTAUTH_URL: 'https://console.example.org' },
      trialPeople: 0,
    }),
  ).not.toThrow()
})

test.each(['short', 'a'.repeat(40), 'please-change-me-please-change-me-please'])(
  'refuses the secret %s',
  (secret) => {
    expect(weakness(secret)).toBeDefined()
  },
)

test('names every fault and no value', () => {
  const secret = good()
  const refuse = () =>
    refuseTrialLeftovers({
      secrets: { NEXTAUTH_SECRET: secret, CONSOLE_SECRET_KEY: secret },
      origins: { READER_ORIGIN: 'http://127.0.0.1:3001' },
      trialPeople: 5,
      trustMode: 'trial',
    })
  expect(refuse).toThrow(/are the same/)
  expect(refuse).toThrow(/READER_ORIGIN must be an https/)
  expect(refuse).toThrow(/5 sample accounts/)
  expect(refuse).toThrow(/made for a trial/)
  expect(refuse).not.toThrow(new RegExp(secret))
})

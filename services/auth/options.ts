import type { NextAuthOptions } from 'next-auth'
import Credentials from 'next-auth/providers/credentials'
import { z } from 'zod'
import { consoleEnv } from '#lib/console-env'
import { personByEmail } from './data'
import { countFailure, forgetFailures, signInIsLimited } from './limiter'
import { passwordMatches } from './password'

export const SESSION_SECONDS = 8 * 60 * 60

const SignIn = z.object({
  email: z.string().trim().toLowerCase().min(3).max(200),
  password: z.string().min(1).max(200),
})

async function authorize(
  credentials: Record<string, unknown> | undefined,
  request: { headers?: Record<string, unknown> | undefined },
): Promise<{ id: string } | null> {
  const input = SignIn.safeParse(credentials)
  if (!input.success) return null
  const { email, password } = input.data
  const address = String(request.headers?.['x-forwarded-for'] ?? 'local')
  if (await signInIsLimited(email, address)) throw new Error('rate_limited')
  const person = await personByEmail(email)
  const matches = await passwordMatches(password, person?.passwordHash)
  // Sample staff may not sign in where the promises are meant.
  const welcome = person?.active && !(person.trial && consoleEnv().COUNTERSIGN_MODE === 'production')
  if (!matches || !person || !welcome) {
    await countFailure(email, address)
    // Said only to whoever knows the password: a frozen person must learn why, a stranger not who works here.
    if (matches && person && !person.active) throw new Error(person.frozen ? 'frozen' : 'not_active')
    return null
  }
  await forgetFailures(email, address)
  return { id: person.id }
}

/**
 * Cookies are named by port: a browser does not tell ports apart, and two checkouts on one machine must not sign
 * each other out.
 */
function cookies(url: URL): NextAuthOptions['cookies'] {
  const secure = url.protocol === 'https:'
  const prefix = `${secure ? '__Host-' : ''}countersign-${url.port || 'main'}`
  const options = { httpOnly: true, sameSite: 'lax' as const, path: '/', secure }
  return {
    sessionToken: { name: `${prefix}-session`, options },
    csrfToken: { name: `${prefix}-csrf`, options },
    callbackUrl: { name: `${prefix}-back`, options },
  }
}

/**
 * Sign-in to the console. The token holds who and since when; roles and regions are read again from the database
 * (`actor.ts`), so that a change holds within seconds. It opens no content: that takes the reading key.
 */
export function authOptions(): NextAuthOptions {
  const env = consoleEnv()
  return {
    secret: env.NEXTAUTH_SECRET,
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    pages: { signIn: '/login', error: '/login' },
    cookies: cookies(new URL(env.NEXTAUTH_URL)),
    providers: [
      Credentials({
        credentials: { email: { type: 'email' }, password: { type: 'password' } },
        authorize: (credentials, request) => authorize(credentials, request),
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) =>
        user ? { sub: user.id, signedInAt: Date.now() } : { sub: token.sub, signedInAt: token.signedInAt },
      session: ({ session, token }) => ({
        expires: session.expires,
        personId: token.sub,
        signedInAt: token.signedInAt,
      }),
    },
  }
}

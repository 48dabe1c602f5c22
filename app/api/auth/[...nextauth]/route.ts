import NextAuth from 'next-auth'
import { authOptions } from '#services/auth/options'

type Context = { params: Promise<{ nextauth: string[] }> }

/** Sign-in, sign-out and the session. Options are read at the request: a build has no environment. */
async function handler(request: Request, context: Context): Promise<Response> {
  return NextAuth(request as never, context as never, authOptions()) as Promise<Response>
}

export { handler as GET, handler as POST }

import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { LoginForm } from '#components/shell/login-form'
import { Mark } from '#components/shell/mark'
import { homeOf } from '#domain/navigation'
import { consoleEnv } from '#lib/console-env'
import { currentActor, stoppedBecause } from '#services/auth/actor'

export const metadata: Metadata = { title: 'Sign in' }
type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function Login({ searchParams }: Props) {
  const actor = await currentActor()
  if (actor) redirect(homeOf(actor.roles))
  const { ended } = await searchParams
  const notice = (await stoppedBecause()) ?? (ended === undefined ? undefined : 'ended')
  return (
    <main className="grid min-h-dvh place-items-center px-6">
      <div className="w-full max-w-80">
        <Mark className="mb-4 size-8 text-accent" />
        <h1 className="font-semibold text-xl">Countersign</h1>
        <p className="mt-1 mb-6 text-ink-2">
          Private messages, reviewed by people whose every look is recorded.
        </p>
        <LoginForm notice={notice} trial={consoleEnv().COUNTERSIGN_MODE === 'trial'} />
      </div>
    </main>
  )
}

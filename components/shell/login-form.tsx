'use client'

import { signIn } from 'next-auth/react'
import { type FormEvent, useState } from 'react'
import { Button } from '#components/ui/button'
import { Field } from '#components/ui/field'
import { Input } from '#components/ui/input'

/** Said only to whoever holds a session of the person's, or knows the password. */
const STOPPED = {
  frozen: 'A safety lead has frozen your access. Another lead can let you go on: ask one of them.',
  not_active: 'Your access is not active. Ask an admin.',
}
const PROBLEMS: Record<string, string> = {
  CredentialsSignin: 'This address and password do not belong together.',
  ...STOPPED,
  rate_limited: 'Too many attempts. Wait a quarter of an hour and try again.',
}

export type LoginNotice = 'ended' | keyof typeof STOPPED

export function LoginForm({ notice, trial }: { notice: LoginNotice | undefined; trial: boolean }) {
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setBusy(true)
    setProblem(undefined)
    const result = await signIn('credentials', {
      email: String(form.get('email')),
      password: String(form.get('password')),
      redirect: false,
    }).catch(() => undefined)
    if (result?.ok && !result.error) return window.location.assign('/')
    setBusy(false)
    setProblem(
      PROBLEMS[result?.error ?? ''] ?? 'Signing in is not possible right now. Try again in a moment.',
    )
  }

  return (
    <form onSubmit={submit} className="grid gap-4">
      {notice === 'ended' ? <p className="text-ink-2">Your session has ended. Sign in to go on.</p> : null}
      {notice && notice !== 'ended' ? (
        <p role="status" className="rounded-md bg-warn-soft p-3 text-warn">
          {STOPPED[notice]}
        </p>
      ) : null}
      <Field label="Email">
        {(ids) => <Input {...ids} name="email" type="email" autoComplete="username" required autoFocus />}
      </Field>
      <Field label="Password">
        {(ids) => <Input {...ids} name="password" type="password" autoComplete="current-password" required />}
      </Field>
      <Button type="submit" variant="primary" size="md" disabled={busy}>
        {busy ? 'Signing in…' : 'Sign in'}
      </Button>
      <p role="alert" className="min-h-9 text-danger">
        {problem}
      </p>
      {trial ? (
        <p className="border-line border-t pt-3 text-ink-3 text-xs">
          Trial: the sample accounts, their passwords and their reading codes were printed where it was
          started.
        </p>
      ) : null}
    </form>
  )
}

'use client'

import { toast } from 'sonner'
import { messageOf } from '#components/shell/api'
import { Button } from '#components/ui/button'
import { Dialog } from '#components/ui/dialog'
import { fromBase64Url } from '#domain/bytes'
import { spokenFingerprint } from '#domain/enrolment'
import type { CredentialView } from '#domain/identity-requests'
import { type CredentialRequest, useCredentialRequest } from './use-credentials'
import type { PersonView } from './use-people'

type Props = {
  person: PersonView
  /** The person who is signed in. */
  me: string
  mayInvite: boolean
  credentials: readonly CredentialView[]
  nameOf: (personId: string) => string
}

/** One person's reading key: what they have, and what others can do about it. */
export function CredentialDialog({
  open,
  onClose,
  ...props
}: Props & { open: boolean; onClose: () => void }) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={`Reading key of ${props.person.name}`}
      description={`Person ${props.person.id}`}
    >
      <Body key={props.person.id} {...props} />
    </Dialog>
  )
}

const DONE: Record<CredentialRequest['op'], string> = {
  'invite-person': 'The invitation stands: its code works for a day',
  'confirm-enrolment': 'Confirmed: the passkey unlocks the reading key now',
  'revoke-credential': 'Ended, and recorded in the ledger',
}

function Body({ person, me, mayInvite, credentials, nameOf }: Props) {
  const request = useCredentialRequest()
  const ask = (what: CredentialRequest) =>
    request.mutate(what, { onSuccess: () => toast.success(DONE[what.op]) })
  const personId = person.id
  const own = personId === me
  const has = credentials.some((one) => one.state === 'confirmed')
  return (
    <div className="grid gap-4">
      {credentials.length === 0 ? (
        <p className="text-ink-2">
          Nothing yet. {person.name} can sign in to the console, but cannot open, sign or audit anything.
        </p>
      ) : (
        <ul className="grid gap-2" aria-label="Credentials">
          {credentials.map((one) => (
            <li key={one.credential} className="grid gap-1.5 rounded-md border border-line p-3">
              <Words view={one} nameOf={nameOf} />
              <div className="flex items-center gap-2">
                {one.kind === 'passkey' && one.state === 'waiting' ? (
                  <Button
                    variant="primary"
                    disabled={request.isPending || one.invitedBy === me || own}
                    onClick={() => ask({ op: 'confirm-enrolment', personId, credential: one.credential })}
                  >
                    Confirm…
                  </Button>
                ) : null}
                <Button
                  disabled={request.isPending}
                  onClick={() => ask({ op: 'revoke-credential', personId, credential: one.credential })}
                >
                  {one.kind === 'invitation' ? 'Take back…' : 'Revoke…'}
                </Button>
                {one.kind === 'passkey' && one.state === 'waiting' && (one.invitedBy === me || own) ? (
                  <span className="text-ink-3 text-xs">
                    {own ? 'Somebody else confirms yours.' : 'You invited them: somebody else confirms.'}
                  </span>
                ) : null}
              </div>
            </li>
          ))}
        </ul>
      )}
      {request.error ? (
        <p role="alert" className="rounded-md bg-danger-soft p-3 text-danger">
          {messageOf(request.error)}
        </p>
      ) : null}
      {mayInvite && !own && person.active ? (
        <div className="grid gap-2">
          <div className="flex gap-2">
            <Button
              variant={credentials.length === 0 ? 'primary' : 'secondary'}
              disabled={request.isPending}
              onClick={() => ask({ op: 'invite-person', personId, replaces: false })}
            >
              {has ? 'Invite to add a passkey…' : 'Invite…'}
            </Button>
            {has ? (
              <Button
                disabled={request.isPending}
                onClick={() => ask({ op: 'invite-person', personId, replaces: true })}
              >
                Replace a lost one…
              </Button>
            ) : null}
          </div>
          <p className="text-ink-3 text-xs">
            The reading key’s panel shows a one-time code: pass it on yourself. Somebody other than you then
            confirms the passkey.{' '}
            {has ? 'Replacing ends everything older of theirs once it is confirmed.' : ''}
          </p>
        </div>
      ) : null}
      {request.isPending ? (
        <p role="status" className="text-ink-2">
          The reading key’s panel, at the top right, asks you what to sign.
        </p>
      ) : null}
    </div>
  )
}

function Words({ view, nameOf }: { view: CredentialView; nameOf: (personId: string) => string }) {
  const by = view.invitedBy === null ? 'the installation’s setup' : nameOf(view.invitedBy)
  if (view.kind === 'trial') return <p>Reading code of this trial</p>
  const day = (at: number) => new Date(at).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })
  if (view.kind === 'invitation')
    return (
      <p>
        Invited by {by}
        <span className="block text-ink-3 text-xs">
          {view.replaces ? 'to replace what they have, ' : ''}until {day(view.until ?? view.since)}
        </span>
      </p>
    )
  return (
    <p>
      {view.state === 'waiting' ? 'A passkey waits for its second person' : 'Passkey'}
      <span className="block font-mono text-xs">{spokenFingerprint(fromBase64Url(view.credential))}</span>
      <span className="block text-ink-3 text-xs">
        invited by {by}
        {view.state === 'confirmed'
          ? `, confirmed by ${view.confirmedBy === null ? 'nobody: it is one of the first two' : nameOf(view.confirmedBy)}`
          : `, lapses ${day(view.until ?? view.since)}`}
        {view.replaces && view.state === 'waiting' ? '; replaces everything older' : ''}
      </span>
    </p>
  )
}

import type { LucideIcon } from 'lucide-react'
import { CircleAlert, Inbox } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './class-names'

type StateProps = {
  title: string
  children?: ReactNode
  action?: ReactNode
  icon?: LucideIcon
  className?: string
  /** `h1` when the message is all that the page has. */
  as?: 'p' | 'h1'
}

function Message({ title, children, action, icon: Icon = Inbox, className, as: Title = 'p' }: StateProps) {
  return (
    <div className={cn('mx-auto grid max-w-md justify-items-center gap-2 px-6 py-16 text-center', className)}>
      <Icon aria-hidden className="size-5 text-ink-3" strokeWidth={1.5} />
      <Title className="font-medium text-base text-ink">{title}</Title>
      {children ? <div className="text-ink-2 text-sm">{children}</div> : null}
      {action ? <div className="mt-2 flex gap-2">{action}</div> : null}
    </div>
  )
}

/** Nothing is here, and that is fine: say why, and what to do next. */
export function EmptyState(props: StateProps) {
  return <Message {...props} />
}

/** Something failed: say what it means for the work and how to go on. Never shows an error's own message. */
export function ErrorState({ icon = CircleAlert, ...props }: StateProps) {
  return (
    <div role="alert">
      <Message icon={icon} {...props} />
    </div>
  )
}

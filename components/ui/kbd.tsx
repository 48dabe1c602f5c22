import { cn } from './class-names'

/** Keys as people read them: `g q` is two strokes, `mod+enter` is held together. */
export function Kbd({ keys, className }: { keys: string; className?: string }) {
  return (
    <span className={cn('inline-flex gap-0.5', className)}>
      {keys.split(/[ +]/).map((key) => (
        <kbd
          key={key}
          className="inline-grid h-[18px] min-w-[18px] place-items-center rounded-sm border border-line bg-surface px-1 font-sans text-ink-2 text-xs"
        >
          {NAMES[key] ?? key}
        </kbd>
      ))}
    </span>
  )
}

const NAMES: Record<string, string> = {
  mod: 'Ctrl',
  enter: '↵',
  escape: 'Esc',
  shift: '⇧',
  up: '↑',
  down: '↓',
}

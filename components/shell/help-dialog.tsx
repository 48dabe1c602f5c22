'use client'

import { Dialog } from '#components/ui/dialog'
import { Kbd } from '#components/ui/kbd'
import { useShortcutRegistry } from './shortcuts'

/** Every shortcut that works on this page right now, by group. */
export function HelpDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { list, enabled } = useShortcutRegistry()
  const shortcuts = open ? list() : []
  const groups = [...new Set(shortcuts.map((s) => s.group))]
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Keyboard shortcuts"
      description={
        enabled ? 'On this page' : 'Single keys are turned off in your menu; held keys still work.'
      }
      className="w-[min(680px,calc(100vw-32px))]"
    >
      <div className="columns-2 gap-8">
        {groups.map((group) => (
          <section key={group} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 text-ink-3 text-xs">{group}</h3>
            <dl>
              {shortcuts
                .filter((s) => s.group === group)
                .map((s) => (
                  <div key={s.keys} className="flex h-7 items-center justify-between gap-4">
                    <dt>{s.label}</dt>
                    <dd>
                      <Kbd keys={s.keys} />
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}

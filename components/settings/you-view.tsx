'use client'

import { type ReactNode, useId } from 'react'
import { useShortcutRegistry } from '#components/shell/shortcuts'
import { useTheme } from '#components/shell/theme'
import { Kbd } from '#components/ui/kbd'
import { Select } from '#components/ui/select'
import { Switch } from '#components/ui/switch'
import { type Actor, ROLE_NAMES } from '#domain/permission'
import { REGION_NAMES } from '#domain/region'
import type { Theme } from '#domain/theme'

const THEMES = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
]

/** One's own page: who one is here, how it looks, and the keys. Roles are others' to change. */
export function YouView({ actor }: { actor: Actor }) {
  const { theme, setTheme } = useTheme()
  const { enabled, setEnabled } = useShortcutRegistry()
  const themeId = useId()
  const keysId = useId()
  return (
    <dl className="grid max-w-2xl grid-cols-[140px_1fr] gap-y-4 p-4">
      <Row label="Name">{actor.name}</Row>
      <Row label="Roles">
        {actor.roles.map((role) => ROLE_NAMES[role]).join(', ') || 'none'}
        <p className="text-ink-3 text-xs">
          An admin other than you changes them; each change is in the ledger.
        </p>
      </Row>
      <Row label="Regions">{actor.regions.map((region) => REGION_NAMES[region]).join(', ') || 'none'}</Row>
      <Row label={<label htmlFor={themeId}>Theme</label>}>
        <Select
          id={themeId}
          label="Theme"
          className="w-44"
          value={theme}
          onChange={(value) => setTheme(value as Theme)}
          options={THEMES}
        />
      </Row>
      <Row label={<label htmlFor={keysId}>Single keys</label>}>
        <span className="flex items-center gap-2">
          <Switch id={keysId} checked={enabled} onCheckedChange={setEnabled} />
          <span className="text-ink-2">
            {enabled ? 'Letters work as shortcuts outside of fields' : 'Only combinations with Ctrl work'}
          </span>
        </span>
        <p className="mt-1 text-ink-3 text-xs">
          Press <Kbd keys="?" /> on any page to see its keys. Switch them off when you dictate or when keys
          slip.
        </p>
      </Row>
    </dl>
  )
}

function Row({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd>{children}</dd>
    </>
  )
}

'use client'

import { ChevronDown, Keyboard, LogOut } from 'lucide-react'
import { signOut } from 'next-auth/react'
import { Button } from '#components/ui/button'
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuSeparator } from '#components/ui/dropdown-menu'
import { type Actor, ROLE_NAMES } from '#domain/permission'
import type { Theme } from '#domain/theme'
import { useAgent } from './agent'
import { useShortcutRegistry } from './shortcuts'
import { useTheme } from './theme'

const THEME_NAMES = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
]

export function UserMenu({ actor }: { actor: Actor }) {
  const { theme, setTheme } = useTheme()
  const { enabled, setEnabled } = useShortcutRegistry()
  const { lock } = useAgent()

  async function leave() {
    lock()
    await signOut({ redirect: false })
    window.location.assign('/login')
  }

  return (
    <Menu
      trigger={
        <Button variant="ghost">
          {actor.name}
          <ChevronDown aria-hidden />
        </Button>
      }
    >
      <div className="px-2 py-1.5">
        <p className="font-medium text-sm">{actor.name}</p>
        <p className="text-ink-3 text-xs">
          {actor.roles.map((role) => ROLE_NAMES[role]).join(', ') || 'No role'}
        </p>
        <p className="text-ink-3 text-xs">Regions: {actor.regions.join(', ') || 'none'}</p>
      </div>
      <MenuSeparator />
      <MenuLabel>Theme</MenuLabel>
      <MenuChoice value={theme} onChange={(value) => setTheme(value as Theme)} options={THEME_NAMES} />
      <MenuSeparator />
      <MenuItem onSelect={() => setEnabled(!enabled)}>
        <Keyboard aria-hidden />
        Turn single-key shortcuts {enabled ? 'off' : 'on'}
      </MenuItem>
      <MenuItem onSelect={() => void leave()}>
        <LogOut aria-hidden />
        Sign out
      </MenuItem>
    </Menu>
  )
}

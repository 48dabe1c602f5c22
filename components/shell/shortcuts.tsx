'use client'

import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from 'react'

/** `j`, `g q` (two strokes), `mod+enter`, `shift+n`. `mod` is Ctrl, or Cmd on a Mac. */
export type Shortcut = { keys: string; label: string; group: string; run: () => void; hidden?: boolean }
type Stroke = { key: string; shift: boolean; mod: boolean }
type Registry = {
  register: (shortcuts: readonly Shortcut[]) => () => void
  /** A stroke that the reader's frame passed on, because the focus is in there. */
  stroke: (stroke: Stroke) => boolean
  list: () => Shortcut[]
  enabled: boolean
  setEnabled: (enabled: boolean) => void
}

const STORAGE = 'countersign-single-keys'
const SEQUENCE_MS = 1_200
const ShortcutContext = createContext<Registry | null>(null)

export function useShortcutRegistry(): Registry {
  const registry = useContext(ShortcutContext)
  if (!registry) throw new Error('shortcuts are used outside their provider')
  return registry
}

/** Holds while the component is mounted. The last one registered for a stroke wins, so that a page beats the shell. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const { register } = useShortcutRegistry()
  const current = useRef(shortcuts)
  current.current = shortcuts
  const names = shortcuts.map((s) => s.keys).join('\n')
  // biome-ignore lint/correctness/useExhaustiveDependencies: registered anew when the set of keys changes
  useEffect(
    () =>
      register(
        current.current.map((shortcut) => ({
          ...shortcut,
          run: () => current.current.find((s) => s.keys === shortcut.keys)?.run(),
        })),
      ),
    [register, names],
  )
}

function nameOf({ key, shift, mod }: Stroke): string {
  const named = key.length === 1 ? key.toLowerCase() : key.toLowerCase().replace('arrow', '')
  const letter = /^[a-z]$/.test(named)
  return `${mod ? 'mod+' : ''}${shift && (letter || named.length > 1) ? 'shift+' : ''}${named}`
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  )
}

export function ShortcutProvider({ children }: { children: ReactNode }) {
  const registered = useRef<(readonly Shortcut[])[]>([])
  const pending = useRef<{ name: string; at: number } | null>(null)
  const [enabled, setStored] = useState(true)
  const isEnabled = useRef(true)

  useEffect(() => {
    if (window.localStorage.getItem(STORAGE) === 'off') {
      isEnabled.current = false
      setStored(false)
    }
  }, [])

  const setEnabled = useCallback((next: boolean) => {
    isEnabled.current = next
    setStored(next)
    window.localStorage.setItem(STORAGE, next ? 'on' : 'off')
  }, [])

  const register = useCallback((shortcuts: readonly Shortcut[]) => {
    registered.current.push(shortcuts)
    return () => {
      registered.current = registered.current.filter((set) => set !== shortcuts)
    }
  }, [])

  const stroke = useCallback((pressed: Stroke): boolean => {
    const name = nameOf(pressed)
    // Whoever dictates or has a tremor can switch single keys off (WCAG 2.1.4); held combinations stay.
    if (!pressed.mod && name !== 'escape' && !isEnabled.current) return false
    const all = registered.current.toReversed().flat()
    const before = pending.current
    pending.current = null
    const sequence = before && Date.now() - before.at < SEQUENCE_MS ? `${before.name} ${name}` : undefined
    const hit = all.find((s) => s.keys === sequence) ?? all.find((s) => s.keys === name)
    if (hit) {
      hit.run()
      return true
    }
    if (all.some((s) => s.keys.startsWith(`${name} `))) {
      pending.current = { name, at: Date.now() }
      return true
    }
    return false
  }, [])

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const mod = event.ctrlKey || event.metaKey
      if (event.defaultPrevented || event.altKey || event.isComposing) return
      if (isTyping(event.target) && !mod) return
      // Open menus, lists and dialogs have the keyboard to themselves.
      if (!mod && document.querySelector('[role="dialog"],[role="menu"],[role="listbox"]')) return
      if (!mod && event.target instanceof HTMLButtonElement && (event.key === 'Enter' || event.key === ' '))
        return
      if (!mod && event.target instanceof HTMLAnchorElement && event.key === 'Enter') return
      if (stroke({ key: event.key, shift: event.shiftKey, mod })) event.preventDefault()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [stroke])

  const list = useCallback(() => registered.current.flat().filter((s) => !s.hidden), [])
  return <ShortcutContext value={{ register, stroke, list, enabled, setEnabled }}>{children}</ShortcutContext>
}

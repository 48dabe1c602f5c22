'use client'

import { type RefObject, useEffect } from 'react'

/**
 * Lets people reach the reading key's panel while a dialog is open: the dialog's last step may need a click or a
 * code inside it. Dialogs keep the keyboard by listening on the document and close when something outside of them is
 * pressed; what happens in the panel is kept from their ears.
 */
export function useReachable(panel: RefObject<HTMLElement | null>, open: boolean): void {
  useEffect(() => {
    if (!open) return
    const inside = (target: EventTarget | null) => target instanceof Node && panel.current?.contains(target)
    function hush(event: Event) {
      const into =
        event instanceof FocusEvent && event.type === 'focusout' ? event.relatedTarget : event.target
      if (inside(into)) event.stopPropagation()
    }
    const kinds = ['focusin', 'focusout', 'pointerdown'] as const
    for (const kind of kinds) window.addEventListener(kind, hush, true)
    return () => {
      for (const kind of kinds) window.removeEventListener(kind, hush, true)
    }
  }, [panel, open])
}

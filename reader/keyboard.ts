import { tellParent } from './parent'

/** Keys that the page may want with Control or Command held, from anywhere. */
const WITH_MOD = ['Enter', 'k', 'K']

/**
 * Keys that the reader knows stay here; the rest go to the page, so that its shortcuts work while the focus is
 * inside the frame. What is typed into a field never goes up, and nothing does while the unlock form is shown:
 * somebody may type a code without looking where the focus is.
 */
export function listenToKeys(handle: (key: string) => boolean): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return
    const mod = event.ctrlKey || event.metaKey
    const { key, shiftKey: shift } = event
    if (mod) {
      if (!WITH_MOD.includes(key)) return
      event.preventDefault()
      tellParent({ type: 'shortcut', key, shift, mod: true })
      return
    }
    if (key === 'Escape') {
      tellParent({ type: 'shortcut', key, shift, mod: false })
      return
    }
    if (key.length !== 1 || key === ' ' || isField(event.target) || document.querySelector('.unlock')) return
    event.preventDefault()
    if (!handle(key)) tellParent({ type: 'shortcut', key, shift, mod: false })
  })
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}

import type { FromReader, ToReader } from '#domain/reader-protocol'
import { trust } from './compiled-trust'
import { parseParentMessage } from './parent-messages'

/** The one way in and out: the page around the reader, and only when it is the console that was compiled in. */
export function tellParent(message: FromReader): void {
  if (window.parent !== window) window.parent.postMessage(message, trust.consoleOrigin)
}

export function listenToParent(handle: (message: ToReader) => void): void {
  window.addEventListener('message', (event) => {
    // Any window can post here. The origin alone is not enough: the console's other frames are not our page.
    if (event.origin !== trust.consoleOrigin || event.source !== window.parent) return
    const message = parseParentMessage(event.data)
    if (message) handle(message)
  })
}

/** Tells the height of what is drawn, so that the parent can give the frame just that. */
export function reportHeight(element: HTMLElement): void {
  let last = 0
  new ResizeObserver(() => {
    const height = Math.ceil(element.getBoundingClientRect().height)
    if (height === last) return
    last = height
    tellParent({ type: 'resize', height })
  }).observe(element)
}

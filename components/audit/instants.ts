const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const DAY = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
})

/** Both in the reader's own time zone; the exact entry shows milliseconds since 1970. */
export function timeOf(atMs: number): string {
  return TIME.format(atMs)
}

export function dayOf(atMs: number): string {
  return DAY.format(atMs)
}

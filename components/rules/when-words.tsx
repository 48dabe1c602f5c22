const INSTANT = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
})

/** In the viewer's own time zone. */
export function whenWords(instant: string): string {
  return INSTANT.format(new Date(instant))
}

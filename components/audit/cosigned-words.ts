/** What the key service says of its witnesses; `at` in milliseconds since 1970. */
export type CosignedState = { witnesses: number; size?: number; at?: number }

/** Witnesses are asked every second and at least every twenty: a minute without their word is an alarm. */
const ALARM_AFTER_MS = 60_000

export function cosignedWords(
  { witnesses, at }: CosignedState,
  nowMs: number,
): { text: string; alarm: boolean } {
  if (witnesses === 0) return { text: 'no witness configured', alarm: false }
  if (at === undefined) return { text: 'not cosigned yet', alarm: true }
  const age = nowMs - at
  return { text: `cosigned ${ageWords(age)} ago`, alarm: age > ALARM_AFTER_MS }
}

export function ageWords(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000))
  if (seconds < 90) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`
}

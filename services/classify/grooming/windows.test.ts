import { describe, expect, it } from 'vitest'
import { alarms, type WindowScore } from './windows'

function windows(...scores: number[]): WindowScore[] {
  return scores.map((score) => ({ score, actor: 'a', path: 'adult_to_minor' }))
}
const high = ({ score }: WindowScore) => score >= 0.9

describe('the alarm', () => {
  it('goes off for the one window of a short conversation', () => {
    expect(alarms(windows(0.95), high)).toBe(true)
    expect(alarms(windows(0.5), high)).toBe(false)
  })

  it('needs three of five windows in a row of a long one', () => {
    expect(alarms(windows(0.1, 0.95, 0.1, 0.1, 0.95, 0.1, 0.1, 0.1, 0.95), high)).toBe(false)
    expect(alarms(windows(0.1, 0.95, 0.1, 0.95, 0.1, 0.95, 0.1), high)).toBe(true)
    expect(alarms(windows(0.1, 0.1, 0.1, 0.1, 0.1, 0.95, 0.95, 0.95), high)).toBe(true)
  })

  it('needs most of two or three windows', () => {
    expect(alarms(windows(0.95, 0.1), high)).toBe(false)
    expect(alarms(windows(0.95, 0.95), high)).toBe(true)
    expect(alarms(windows(0.95, 0.1, 0.95), high)).toBe(true)
  })
})

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LiveWatch } from './live-watch'

const ASKED = { session: 'a', grantId: 'b' }

/** What the relay says from now on: live, not live, or nothing. */
let says: 'live' | 'ended' | 'nothing'
let heard: string[]
let watch: LiveWatch

describe('the watch over what is on screen', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('document', { addEventListener() {}, removeEventListener() {}, visibilityState: 'visible' })
    vi.stubGlobal('fetch', async () => {
      if (says === 'nothing') throw new TypeError('failed to fetch')
      return Response.json({ live: says === 'live' })
    })
    says = 'live'
    heard = []
    watch = new LiveWatch(ASKED, {
      ended: () => heard.push('ended'),
      silent: () => heard.push('silent'),
      back: () => heard.push('back'),
    })
  })
  afterEach(() => {
    watch.stop()
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('says nothing while the key service says yes', async () => {
    await vi.advanceTimersByTimeAsync(600_000)
    expect(heard).toEqual([])
  })

  it('ends within four seconds of a no, once', async () => {
    await vi.advanceTimersByTimeAsync(10_000)
    says = 'ended'
    await vi.advanceTimersByTimeAsync(4_000)
    expect(heard).toEqual(['ended'])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(heard).toEqual(['ended'])
  })

  it('hides after fifteen seconds of silence, and comes back with the first yes', async () => {
    says = 'nothing'
    await vi.advanceTimersByTimeAsync(14_000)
    expect(heard).toEqual([])
    await vi.advanceTimersByTimeAsync(5_000)
    expect(heard).toEqual(['silent'])
    await vi.advanceTimersByTimeAsync(60_000)
    says = 'live'
    await vi.advanceTimersByTimeAsync(4_000)
    expect(heard).toEqual(['silent', 'back'])
  })

  it('ends rather than comes back when the silence hid a no', async () => {
    says = 'nothing'
    await vi.advanceTimersByTimeAsync(20_000)
    says = 'ended'
    await vi.advanceTimersByTimeAsync(4_000)
    expect(heard).toEqual(['silent', 'ended'])
  })

  it('is not taken in by an answer of another shape', async () => {
    vi.stubGlobal('fetch', async () => Response.json({ live: 'yes' }))
    await vi.advanceTimersByTimeAsync(20_000)
    expect(heard).toEqual(['silent'])
  })
})

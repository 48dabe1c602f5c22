import { describe, expect, it } from 'vitest'
import { harassment } from '../harassment'
import { fuzz } from './fuzz'

/** A few thousand of the hundred thousand that `npm run evaluate -- --fuzz` gives every classifier. */
describe('the harassment score, given anything', () => {
  it('comes whole, with spans inside their messages', () => {
    const { inputs, failures } = fuzz([harassment], 2_000, 7)
    expect(inputs).toBe(2_000)
    expect(failures).toEqual([])
  })
})

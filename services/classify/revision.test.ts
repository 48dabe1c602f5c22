import { describe, expect, it } from 'vitest'
import { harassment } from './harassment'
import { codeRevisions } from './train/code-revision'
import revisions from './weights/revision.json'

describe("a classifier's version", () => {
  it('names the code that is here: after a change run `npm run train -- --revision`', () => {
    expect(revisions).toEqual(codeRevisions())
  })

  it('ends with the digest of that code', () => {
    expect(harassment.version.endsWith(`.${revisions.harassment}`)).toBe(true)
  })
})

import { describe, expect, it } from 'vitest'
import { CLASSIFIERS } from './registry'
import { codeRevisions } from './train/code-revision'
import revisions from './weights/revision.json'

describe("a classifier's version", () => {
  it('names the code that is here: after a change run `npm run train -- --revision`', () => {
    expect(revisions).toEqual(codeRevisions())
  })

  it('ends with the digest of that code', () => {
    for (const { name, version } of CLASSIFIERS) expect(version.endsWith(`.${revisions[name]}`)).toBe(true)
  })
})
